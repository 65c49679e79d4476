package dev.penstock.connector.audit;

import dev.penstock.definition.CheckDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks about a table as a whole. */
final class TableChecks {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final AuditDatabase database;

  TableChecks(AuditDatabase database) {
    this.database = database;
  }

  /**
   * What was found.
   *
   * @param failing 0 where the check holds
   */
  record Finding(long failing, String message) {}

  Finding rows(CheckDefinition.Rows check, long rows) throws SQLException {
    OptionalLong before = check.compares() ? database.rowsBefore(check.on()) : OptionalLong.empty();
    String message = "has " + CheckWords.count(rows, "row") + change(check, before, rows);
    boolean comparable = before.isPresent() && before.getAsLong() > 0;
    BigDecimal seen = BigDecimal.valueOf(before.orElse(0));
    Optional<BigDecimal> least = comparable ? check.minChange() : Optional.empty();
    Optional<BigDecimal> most = comparable ? check.maxChange() : Optional.empty();
    long min =
        Math.max(
            check.min().orElse(0),
            least.map(change -> of(seen, change, RoundingMode.CEILING)).orElse(0L));
    long max =
        Math.min(
            check.max().orElse(Long.MAX_VALUE),
            most.map(change -> of(seen, change, RoundingMode.FLOOR)).orElse(Long.MAX_VALUE));
    if (rows < min) {
      return new Finding(
          min - rows, message + String.format(Locale.ROOT, ", %,d expected at least", min));
    }
    if (rows > max) {
      return new Finding(
          rows - max, message + String.format(Locale.ROOT, ", %,d expected at most", max));
    }
    return new Finding(0, message);
  }

  /** So many rows and their change, in percent. */
  private static long of(BigDecimal rows, BigDecimal change, RoundingMode rounding) {
    return rows.multiply(HUNDRED.add(change))
        .divide(HUNDRED, 0, rounding)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  private static String change(CheckDefinition.Rows check, OptionalLong before, long rows) {
    if (!check.compares()) {
      return "";
    }
    if (before.isEmpty() || before.getAsLong() == 0) {
      return " and readers see none before it, so there is no change to judge";
    }
    BigDecimal seen = BigDecimal.valueOf(before.getAsLong());
    BigDecimal change =
        BigDecimal.valueOf(rows)
            .subtract(seen)
            .multiply(HUNDRED)
            .divide(seen, 1, RoundingMode.HALF_EVEN);
    return String.format(
        Locale.ROOT,
        ", %s%s%% against the %,d that readers see",
        change.signum() < 0 ? "" : "+",
        change.toPlainString(),
        before.getAsLong());
  }

  Finding freshness(CheckDefinition.Freshness check, String relation) throws SQLException {
    String column = "c." + CheckSql.quoted(check.column());
    String micros =
        database
            .rows(
                "SELECT CAST(floor(extract(epoch FROM max("
                    + column
                    + ")) * 1000000) AS bigint) FROM "
                    + relation
                    + " AS c WHERE isfinite("
                    + column
                    + ")")
            .getFirst()
            .getFirst();
    String expected = ", at most " + CheckWords.age(check.maxAge()) + " expected";
    if (micros == null) {
      return new Finding(1, "no row has a time in " + check.column() + expected);
    }
    Instant newest = Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
    Duration age = Duration.between(newest, database.now());
    String message =
        "the newest "
            + check.column()
            + " is "
            + newest.truncatedTo(ChronoUnit.SECONDS)
            + (age.isNegative() ? ", in the future" : ", " + CheckWords.age(age) + " old");
    return age.compareTo(check.maxAge()) > 0
        ? new Finding(1, message + expected)
        : new Finding(0, message);
  }
}
