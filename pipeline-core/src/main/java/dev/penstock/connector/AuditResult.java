package dev.penstock.connector;

import java.util.List;
import java.util.Map;

/** What the audit found. */
public record AuditResult(List<CheckResult> checks) {
  public AuditResult {
    checks = List.copyOf(checks);
  }

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
