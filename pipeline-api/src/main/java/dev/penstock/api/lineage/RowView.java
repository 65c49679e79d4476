package dev.penstock.api.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Where a row came from.
 *
 * @param row the row as it is stored
 * @param run the run that wrote it as it is
 * @param pipeline the one that the run was of
 * @param version the pipeline's; null where it is not known yet
 * @param origin what the split is a part of, for example a file
 * @param place in the origin, for example the line; null where the record had none
 * @param raw the record as it was read; null where it cannot be shown
 * @param note why there is no raw record
 */
public record RowView(
    String table,
    JsonNode row,
    String run,
    String pipeline,
    @Nullable Integer version,
    String stream,
    String output,
    String split,
    String origin,
    @Nullable Long place,
    @Nullable Raw raw,
    @Nullable String note) {

  /**
   * A record of a raw copy.
   *
   * @param record with the metadata columns
   */
  public record Raw(String table, JsonNode record) {}
}
