package dev.penstock.api.rejects;

import dev.penstock.api.rejects.RejectSummary.RuleCount;
import java.util.List;
import java.util.Map;

/**
 * The rejects of a run, counted in every way. All numbers but those by status count every reject,
 * also those that are not kept.
 *
 * @param kept how many can be read back
 * @param byRule as in {@link RejectSummary}
 * @param byStep the most frequent first
 * @param byStatus of those that are kept
 */
public record RejectTotals(
    long total,
    long kept,
    List<RuleCount> byRule,
    Map<String, Long> byErrorClass,
    Map<String, Long> byStage,
    List<StepCount> byStep,
    Map<String, Long> byStatus) {
  public RejectTotals {
    byRule = List.copyOf(byRule);
    byStep = List.copyOf(byStep);
  }

  /** The rejects of a step, or of a source or an output. */
  public record StepCount(String stream, String stage, String step, long count) {}
}
