package dev.penstock.api.runs;

import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.messaging.Report;
import java.util.List;

/** The records that came with the request for a run, planned when the request came. */
public record PushedSplits(String stream, SourcePlan plan) {
  /**
   * One split.
   *
   * @param columns the stream's columns, an Arrow schema in Arrow's JSON form
   * @param sourceColumns the columns as the connector reads them
   */
  public record PushedSplit(Split split, String columns, String sourceColumns) {}

  /** The splits as they are kept and given out. */
  public List<PushedSplit> splits() {
    String columns = plan.stream().schema().toJson();
    String source = plan.stream().source().toJson();
    return plan.splits().stream().map(split -> new PushedSplit(split, columns, source)).toList();
  }

  /** What the extractor would report of such a plan. */
  Report.Planned report(Run run) {
    return new Report.Planned(
        run.id(),
        run.epoch(),
        stream,
        plan.splits().stream()
            .map(split -> new Report.PlannedSplit(split.id(), split.origin(), split.bytes()))
            .toList(),
        plan.stream().schema().toJson(),
        plan.state(),
        plan.notes());
  }
}
