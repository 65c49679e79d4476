package dev.penstock.api.preview;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import dev.penstock.error.Problem;
import java.util.List;

/** What a definition makes of its first records. Nothing of it was loaded or kept. */
public record PreviewView(String pipeline, List<StreamView> streams) {
  public PreviewView {
    streams = List.copyOf(streams);
  }

  /**
   * A stream.
   *
   * @param columns the columns as they are read
   * @param outputColumns the columns as they leave the steps
   * @param rows records that would be loaded
   * @param read records that were read, rejects included
   * @param filtered records that steps dropped
   * @param warnings rules that only warn and were broken
   * @param problems why there is no more to see
   */
  public record StreamView(
      String name,
      List<ColumnView> columns,
      List<ColumnView> outputColumns,
      List<JsonNode> rows,
      long read,
      long filtered,
      List<RejectedRecord> rejects,
      List<Warning> warnings,
      List<String> notes,
      List<Problem> problems) {
    public StreamView {
      columns = List.copyOf(columns);
      outputColumns = List.copyOf(outputColumns);
      rows = List.copyOf(rows);
      rejects = List.copyOf(rejects);
      warnings = List.copyOf(warnings);
      notes = List.copyOf(notes);
      problems = List.copyOf(problems);
    }
  }

  /** A column and its type in Penstock's words. */
  public record ColumnView(String name, String type) {}
}
