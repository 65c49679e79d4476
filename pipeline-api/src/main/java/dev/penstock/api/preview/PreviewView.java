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
   * @param outputColumns the columns of the first output as they leave the steps
   * @param rows records that would be loaded into the first output
   * @param outputs the same for each output
   * @param read records that were read, rejects included
   * @param filtered records that steps dropped on the way to the first output
   * @param warnings rules that only warn and were broken
   * @param problems why there is no more to see
   */
  public record StreamView(
      String name,
      List<ColumnView> columns,
      List<ColumnView> outputColumns,
      List<JsonNode> rows,
      List<OutputView> outputs,
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
      outputs = List.copyOf(outputs);
      rejects = List.copyOf(rejects);
      warnings = List.copyOf(warnings);
      notes = List.copyOf(notes);
      problems = List.copyOf(problems);
    }
  }

  /**
   * What would be loaded into an output. An aggregate is shown batch by batch, and duplicates are
   * shown: both are finished when a run is staged.
   *
   * @param filtered records that steps dropped on the way
   * @param merged records that an aggregate took up
   */
  public record OutputView(
      String name, List<ColumnView> columns, List<JsonNode> rows, long filtered, long merged) {
    public OutputView {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /** A column and its type in Penstock's words. */
  public record ColumnView(String name, String type) {}
}
