package dev.penstock.connector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A source that one stream reads. Used by one thread at a time, but splits of it may be read by
 * several {@code Source} objects in several processes. All methods may throw {@link
 * dev.penstock.error.TransientException} or {@link dev.penstock.error.PermanentException}, whose
 * problem names the place in the source.
 */
public interface Source {
  /**
   * Finds the schema and cuts the source into splits, the same ones for the same content and the
   * same request. Reads what is new since {@link PlanRequest#state} where the definition asks for
   * it, else everything.
   *
   * @param cancellation asked often; a cancelled plan ends with {@link Cancelled} within 5 s
   */
  SourcePlan plan(PlanRequest request, Cancellation cancellation);

  /**
   * Opens a split for reading. The batches have the columns of {@link SourcePlan.Stream#source}.
   *
   * @param after position of the last batch that is already safe, {@code null} to start at the
   *     front
   */
  SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation);
}
