package dev.penstock.connector;

import dev.penstock.definition.CheckSeverity;
import java.util.List;
import java.util.Map;

/**
 * What the audit found.
 *
 * @param outputs how many rows each output has, the raw copies among them
 * @param models when each was built, in the order in which they were finished
 */
public record AuditResult(
    List<CheckResult> checks, List<StagedOutput> outputs, List<BuiltModel> models) {
  public AuditResult {
    checks = List.copyOf(checks);
    // Messages of an earlier version have none.
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    models = models == null ? List.of() : List.copyOf(models);
  }

  /** Of a destination that does not say when it built which model. */
  public AuditResult(List<CheckResult> checks, List<StagedOutput> outputs) {
    this(checks, outputs, List.of());
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

  /**
   * A model that was built for the audit, beside what readers see. Times do not count in
   * comparisons: an audit that comes again finds the same.
   *
   * @param startMillis since the epoch, as {@code endMillis}
   */
  public record BuiltModel(String name, long startMillis, long endMillis) {
    @Override
    public boolean equals(Object other) {
      return other instanceof BuiltModel model && name.equals(model.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  public boolean passed() {
    return checks.stream().allMatch(CheckResult::passed);
  }

  /** What came out of a check. */
  public enum Outcome {
    PASSED,
    /** It is broken, but the run may be published. */
    WARNED,
    /** The run must not be published. */
    FAILED
  }

  /**
   * One check.
   *
   * @param check the check in one line
   * @param on output or model
   * @param passed whether the run may be published for all that this check says
   * @param message what was found, with numbers
   * @param failing how many rows (or groups) break it
   * @param sample the first of them, column to value as text
   * @param total how many rows were looked at; 0 where the check is about the table as a whole
   */
  public record CheckResult(
      String check,
      String on,
      boolean passed,
      String message,
      long failing,
      List<Map<String, String>> sample,
      Outcome outcome,
      CheckSeverity severity,
      long total) {
    public CheckResult {
      sample = List.copyOf(sample);
      // Messages of an earlier version say only whether it passed.
      outcome = outcome != null ? outcome : passed ? Outcome.PASSED : Outcome.FAILED;
      severity = severity == null ? CheckSeverity.ERROR : severity;
      if (passed == (outcome == Outcome.FAILED)) {
        throw new IllegalArgumentException("a check that failed has not passed: " + check);
      }
    }

    /** A check that passed, or that nothing may break. */
    public CheckResult(
        String check,
        String on,
        boolean passed,
        String message,
        long failing,
        List<Map<String, String>> sample) {
      this(
          check,
          on,
          passed,
          message,
          failing,
          sample,
          passed ? Outcome.PASSED : Outcome.FAILED,
          CheckSeverity.ERROR,
          0);
    }

    /** The same with at most so many rows. */
    public CheckResult withSample(int rows) {
      return sample.size() <= rows
          ? this
          : new CheckResult(
              check,
              on,
              passed,
              message,
              failing,
              sample.subList(0, rows),
              outcome,
              severity,
              total);
    }
  }
}
