package dev.penstock.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The result of planning: what the records look like and the splits.
 *
 * @param splits none where there is nothing (new) to read
 * @param state what the source wants to know at the next run, kept once this run is published;
 *     {@code null} where it has nothing to note, or notes it while it reads ({@link
 *     SplitReader#state})
 * @param notes what the user should know of the source, one sentence each: a new or missing column
 * @param held whether the splits can be read only as long as the source holds what the plan saw; a
 *     run that is tried again then plans the stream anew
 */
public record SourcePlan(
    Stream stream, List<Split> splits, @Nullable JsonNode state, List<String> notes, boolean held) {
  public SourcePlan {
    splits = List.copyOf(splits);
    notes = List.copyOf(notes);
  }

  /** A plan whose splits can be read at any time. */
  public SourcePlan(
      Stream stream, List<Split> splits, @Nullable JsonNode state, List<String> notes) {
    this(stream, splits, state, notes, false);
  }

  /** The same plan, whose splits can be read only as long as the source holds what it saw. */
  public SourcePlan whileHeld() {
    return new SourcePlan(stream, splits, state, notes, true);
  }

  /** A plan of a source that notes nothing. */
  public SourcePlan(Stream stream, List<Split> splits) {
    this(stream, splits, null, List.of());
  }

  /**
   * What all splits of a stream share.
   *
   * @param schema the columns of the stream's batches and, last, {@link
   *     dev.penstock.batch.Columns#PLACE}
   * @param source the columns as the connector reads them, also with the place; the two differ
   *     where the author declared types or the columns changed since the last run
   */
  public record Stream(Schema schema, Schema source) {
    /** Columns that stay as the connector reads them. */
    public Stream(Schema schema) {
      this(schema, schema);
    }
  }
}
