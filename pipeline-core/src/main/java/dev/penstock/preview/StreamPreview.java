package dev.penstock.preview;

import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import dev.penstock.error.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What becomes of the first records of a stream. Deduplication and aggregates are finished by the
 * destination: rows are shown as they would be loaded, those of an aggregate batch by batch.
 *
 * @param source the columns as they are read, with their place; empty where they could not be found
 * @param outputs what would be loaded into each output, by name; empty where a step does not fit
 * @param read records that were read, rejects included
 * @param warnings rules that only warn and were broken
 * @param notes what the source has to say, a sentence each
 * @param problems why there is no more to see; empty where all went well
 */
public record StreamPreview(
    Schema source,
    Map<String, OutputPreview> outputs,
    long read,
    List<RejectedRecord> rejects,
    List<Warning> warnings,
    List<String> notes,
    List<Problem> problems) {
  static final Schema NO_COLUMNS = new Schema(List.of(), Map.of());

  public StreamPreview {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    rejects = List.copyOf(rejects);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }

  /**
   * What would be loaded into an output.
   *
   * @param columns the columns as they leave the steps
   * @param rows records, each a JSON object in text
   * @param counts what the steps made of the records that could be taken apart
   */
  public record OutputPreview(Schema columns, List<String> rows, Counts counts) {
    public OutputPreview {
      rows = List.copyOf(rows);
    }
  }

  /** The first output; one without columns where a step does not fit. */
  public OutputPreview first() {
    return outputs.values().stream()
        .findFirst()
        .orElseGet(() -> new OutputPreview(NO_COLUMNS, List.of(), Counts.ZERO));
  }

  /** The columns of the first output. */
  public Schema output() {
    return first().columns();
  }

  /** The rows of the first output. */
  public List<String> rows() {
    return first().rows();
  }

  /** The counts of the first output. */
  public Counts counts() {
    return first().counts();
  }
}
