package dev.penstock.api.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.quality.Quality.TableQuality;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityTest {
  private static CheckResult check(
      String on, CheckSeverity severity, Outcome outcome, long failing, long total) {
    return new CheckResult(
        on + ": a check",
        on,
        outcome != Outcome.FAILED,
        "",
        failing,
        List.of(),
        outcome,
        severity,
        total);
  }

  private static BigDecimal score(CheckResult... checks) {
    return Quality.of(List.of(checks), 0, 0).tables().getFirst().score();
  }

  @Test
  void aHundredMeansThatNoRowBreaksACheck() {
    assertThat(score(check("t", CheckSeverity.ERROR, Outcome.PASSED, 0, 10))).isEqualTo("100.00");
    assertThat(score(check("t", CheckSeverity.ERROR, Outcome.PASSED, 1, 10_000_000)))
        .isEqualTo("99.99");
    assertThat(score(check("t", CheckSeverity.WARN, Outcome.WARNED, 1, 3))).isEqualTo("66.66");
    assertThat(score(check("t", CheckSeverity.ERROR, Outcome.PASSED, 0, 0))).isEqualTo("100.00");
  }

  @Test
  void aCheckOfTheWholeTableHoldsOrDoesNot() {
    assertThat(score(check("t", CheckSeverity.ERROR, Outcome.FAILED, 12, 0))).isEqualTo("0.00");
    assertThat(score(check("t", CheckSeverity.ERROR, Outcome.FAILED, 12, 10))).isEqualTo("0.00");
  }

  @Test
  void anErrorCountsTwiceAsMuchAsAWarning() {
    assertThat(
            score(
                check("t", CheckSeverity.ERROR, Outcome.PASSED, 0, 10),
                check("t", CheckSeverity.WARN, Outcome.WARNED, 5, 10)))
        .isEqualTo("83.33");
    assertThat(
            score(
                check("t", CheckSeverity.ERROR, Outcome.FAILED, 5, 10),
                check("t", CheckSeverity.WARN, Outcome.PASSED, 0, 10)))
        .isEqualTo("66.66");
  }

  @Test
  void aRunIsTheMeanOfItsTablesThatHaveChecks() {
    Quality quality =
        Quality.of(
            List.of(
                check("a", CheckSeverity.ERROR, Outcome.PASSED, 0, 10),
                check("b", CheckSeverity.ERROR, Outcome.FAILED, 5, 10),
                check("a", CheckSeverity.WARN, Outcome.WARNED, 10, 10)),
            100,
            3);

    assertThat(quality.tables())
        .containsExactly(
            new TableQuality("a", new BigDecimal("66.66"), 2, 1, 0),
            new TableQuality("b", new BigDecimal("50.00"), 1, 0, 1));
    assertThat(quality.score()).isEqualTo("58.33");
    assertThat(Quality.of(List.of(), 100, 3).score()).isNull();
  }
}
