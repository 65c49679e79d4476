package dev.penstock.api.quality;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import java.util.List;

/** Checks by what came out of them. */
public record CheckCounts(int passed, int warned, int failed) {
  public static CheckCounts of(List<CheckResult> checks) {
    int warned = count(checks, Outcome.WARNED);
    int failed = count(checks, Outcome.FAILED);
    return new CheckCounts(checks.size() - warned - failed, warned, failed);
  }

  private static int count(List<CheckResult> checks, Outcome outcome) {
    return (int) checks.stream().filter(check -> check.outcome() == outcome).count();
  }
}
