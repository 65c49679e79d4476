package dev.penstock.connector;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a source is to plan.
 *
 * @param run for whom; what the source keeps open for its splits it keeps under this name, until
 *     {@link SourceConnector#release}
 * @param state what the source noted for the last published run ({@link SourcePlan#state}, {@link
 *     SplitReader#state}); {@code null} where everything is to be read
 * @param known the stream's columns as they were last published; {@code null} where nothing is
 *     known. A source that learns its columns from a sample starts from them.
 * @param sample whether only the first records are wanted: the plan may then leave out all splits
 *     but the first, and must not read more than it needs for the columns
 */
public record PlanRequest(
    String run, @Nullable JsonNode state, @Nullable Schema known, boolean sample) {
  /** A plan of everything. */
  public static PlanRequest full(String run) {
    return new PlanRequest(run, null, null, false);
  }
}
