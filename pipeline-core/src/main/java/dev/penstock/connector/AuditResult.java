package dev.penstock.connector;

import java.util.List;
import java.util.Map;

/**
 * What the audit found.
 *
 * @param outputs how many rows each output has, the raw copies among them
 */
public record AuditResult(List<CheckResult> checks, List<StagedOutput> outputs) {
  public AuditResult {
    checks = List.copyOf(checks);
    // Messages of an earlier version have none.
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }

  /** Checks alone. */
  public AuditResult(List<CheckResult> checks) {
    this(checks, List.of());
  }

  /**
   * Rows of an output, or of a raw copy.
   *
   * @param staged rows that were loaded, as the ledger counts them too
   * @param left rows that are to be published, after {@link dev.penstock.definition.Finish}
   */
  public record StagedOutput(String stream, String output, long staged, long left) {}

  public boolean passed() {
    return checks.stream().allMatch(CheckResult::passed);
  }

  /**
   * One check.
   *
   * @param check the check in one line
   * @param on output or model
   * @param message what was found, with numbers
   * @param failing how many rows (or groups) break it
   * @param sample a few of them, column to value as text
   */
  public record CheckResult(
      String check,
      String on,
      boolean passed,
      String message,
      long failing,
      List<Map<String, String>> sample) {
    public CheckResult {
      sample = List.copyOf(sample);
    }
  }
}
