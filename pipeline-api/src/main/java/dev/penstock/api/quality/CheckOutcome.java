package dev.penstock.api.quality;

import dev.penstock.connector.AuditResult.CheckResult;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * A check of a run as it is shown.
 *
 * @param number of the check in its run, from 1
 * @param check the check in one line; the same in all runs
 * @param on output or model
 * @param outcome {@code passed}, {@code warned} or {@code failed}
 * @param severity {@code error} or {@code warn}
 * @param failing rows (or groups) that break it
 * @param total rows that were looked at; 0 where the check is about the table as a whole
 * @param score 0 to 100
 * @param kept how many failing rows can be read
 */
public record CheckOutcome(
    int number,
    String check,
    String on,
    String outcome,
    String severity,
    String message,
    long failing,
    long total,
    BigDecimal score,
    int kept) {
  public static CheckOutcome of(int number, CheckResult result, int kept) {
    return new CheckOutcome(
        number,
        result.check(),
        result.on(),
        result.outcome().name().toLowerCase(Locale.ROOT),
        result.severity().name().toLowerCase(Locale.ROOT),
        result.message(),
        result.failing(),
        result.total(),
        Score.of(result),
        kept);
  }
}
