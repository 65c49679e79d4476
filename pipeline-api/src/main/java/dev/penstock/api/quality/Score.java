package dev.penstock.api.quality;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Scores from 0 to 100 with two decimals, rounded down, so that 100 means that no row broke a
 * check.
 *
 * <p>A check that counts rows scores the part of the rows that do not break it, whatever its
 * thresholds; a check of the table as a whole scores 100 where it holds and else 0. A table scores
 * the mean of its checks, in which an {@code error} counts twice as much as a {@code warn}. A run
 * scores the mean of its tables.
 */
final class Score {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final MathContext PRECISION = MathContext.DECIMAL64;

  private Score() {}

  static BigDecimal of(CheckResult check) {
    return rounded(exact(check));
  }

  /** Of a table with at least one check. */
  static BigDecimal ofTable(List<CheckResult> checks) {
    BigDecimal sum = BigDecimal.ZERO;
    int weights = 0;
    for (CheckResult check : checks) {
      int weight = check.severity() == CheckSeverity.ERROR ? 2 : 1;
      sum = sum.add(exact(check).multiply(BigDecimal.valueOf(weight)));
      weights += weight;
    }
    return rounded(sum.divide(BigDecimal.valueOf(weights), PRECISION));
  }

  /** Empty where no table has a check. */
  static Optional<BigDecimal> ofRun(List<BigDecimal> tables) {
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(
            rounded(
                tables.stream()
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .divide(BigDecimal.valueOf(tables.size()), PRECISION)));
  }

  private static BigDecimal exact(CheckResult check) {
    if (check.total() == 0) {
      return check.failing() == 0 && check.outcome() == Outcome.PASSED ? HUNDRED : BigDecimal.ZERO;
    }
    long good = Math.max(0, check.total() - check.failing());
    return HUNDRED
        .multiply(BigDecimal.valueOf(good))
        .divide(BigDecimal.valueOf(check.total()), new MathContext(30, RoundingMode.FLOOR));
  }

  private static BigDecimal rounded(BigDecimal score) {
    return score.setScale(2, RoundingMode.FLOOR);
  }
}
