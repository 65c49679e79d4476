package dev.penstock.preview;

import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What becomes of the first records of a stream.
 *
 * @param source the columns as they are read, with their place; empty where they could not be found
 * @param output the columns as they leave the steps; empty where a step does not fit
 * @param rows the records that would be loaded, each a JSON object in text
 * @param read records that were read, rejects included
 * @param counts what the steps made of the records that could be taken apart
 * @param warnings rules that only warn and were broken
 * @param notes what the source has to say, a sentence each
 * @param problems why there is no more to see; empty where all went well
 */
public record StreamPreview(
    Schema source,
    Schema output,
    List<String> rows,
    long read,
    Counts counts,
    List<RejectedRecord> rejects,
    List<Warning> warnings,
    List<String> notes,
    List<Problem> problems) {
  static final Schema NO_COLUMNS = new Schema(List.of(), Map.of());

  public StreamPreview {
    rows = List.copyOf(rows);
    rejects = List.copyOf(rejects);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }
}
