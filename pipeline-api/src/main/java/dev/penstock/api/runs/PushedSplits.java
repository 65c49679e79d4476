package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.messaging.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of one stream that came with the request for a run, planned when the request came.
 *
 * @param columns the stream's columns, an Arrow schema in Arrow's JSON form
 * @param state what the source wants to know at the next run
 * @param notes what the user should know of the source
 */
public record PushedSplits(
    String stream,
    List<PushedSplit> splits,
    String columns,
    @Nullable JsonNode state,
    List<String> notes) {
  public PushedSplits {
    splits = List.copyOf(splits);
    notes = List.copyOf(notes);
  }

  /**
   * One split, as it is kept and given out.
   *
   * @param columns the split's columns, an Arrow schema in Arrow's JSON form
   * @param sourceColumns the columns as the connector reads them
   * @param outputs the outputs that it goes to; empty for all outputs of its stream in this run
   */
  public record PushedSplit(
      Split split, String columns, String sourceColumns, List<String> outputs) {
    public PushedSplit {
      outputs = List.copyOf(outputs);
    }

    /** A split that goes to all outputs. */
    public PushedSplit(Split split, String columns, String sourceColumns) {
      this(split, columns, sourceColumns, List.of());
    }
  }

  static PushedSplits of(String stream, SourcePlan plan) {
    String columns = plan.stream().schema().toJson();
    String source = plan.stream().source().toJson();
    return new PushedSplits(
        stream,
        plan.splits().stream().map(split -> new PushedSplit(split, columns, source)).toList(),
        columns,
        plan.state(),
        plan.notes());
  }

  /** What the extractor would report of such a plan. */
  Report.Planned report(Run run) {
    return new Report.Planned(
        run.id(),
        run.epoch(),
        stream,
        0,
        true,
        splits.stream().map(PushedSplit::split).toList(),
        columns,
        splits.getFirst().sourceColumns(),
        state,
        notes);
  }
}
