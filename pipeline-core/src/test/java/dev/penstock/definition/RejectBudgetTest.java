package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectBudgetTest {
  private static final String TWO_STREAMS =
      """
      apiVersion: penstock/v1
      name: small
      streams:
        a:
          source: { connection: files, format: csv }
          outputs:
            a: { connection: warehouse, table: silver.a }
        b:
          source: { connection: files, format: csv }
          outputs:
            b: { connection: warehouse, table: silver.b }
          rejects: { max: 0 }
      """;

  @Test
  void aStreamsOwnBudgetWinsAndThePipelinesHoldsForTheOthers() {
    PipelineDefinition pipeline =
        new DefinitionParser().parse(TWO_STREAMS + "rejects: { max: 2.5% }\n");

    assertThat(pipeline.stream("a").rejects()).contains(new RejectBudget.Percent(2.5));
    assertThat(pipeline.stream("b").rejects()).contains(new RejectBudget.Count(0));
  }

  @Test
  void withoutABudgetAStreamBearsAnyNumber() {
    assertThat(new DefinitionParser().parse(TWO_STREAMS).stream("a").rejects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 10, false",
    "0, 1, 10, true",
    "100, 100, 100, false",
    "100, 101, 1000000, true",
    "5%, 5, 100, false",
    "5%, 6, 100, true",
    "5%, 6, 120, false",
    "0%, 0, 0, false",
    "0%, 1, 1000000000000, true",
    "100%, 10, 10, false",
    "100%, 11, 10, true",
    "0.1%, 1, 1000, false",
    "0.1%, 1, 999, true",
    "0.000001%, 1, 100000000, false",
    "0.000001%, 1, 99999999, true",
  })
  void isPassedByTheFirstRejectTooMany(String budget, long rejected, long read, boolean passed) {
    assertThat(RejectBudget.of(budget).passedBy(rejected, read)).isEqualTo(passed);
  }

  @ParameterizedTest
  @CsvSource({"0", "100", "5%", "0.5%", "0%", "100%", "0.000001%", "12.25%"})
  void keepsItsText(String text) {
    assertThat(RejectBudget.of(text).text()).isEqualTo(text);
  }

  @Test
  void partsAreJudgedAsWholeNumbersWouldBe() {
    long seed = Objects.requireNonNullElse(Long.getLong("penstock.seed"), System.nanoTime());
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 10_000; round++) {
      int millionths = random.nextInt(100_000_001);
      String text = "%d.%06d%%".formatted(millionths / 1_000_000, millionths % 1_000_000);
      long read = random.nextLong(1, 1_000_000_000_000L);
      BigInteger borne =
          BigInteger.valueOf(read)
              .multiply(BigInteger.valueOf(millionths))
              .divide(BigInteger.valueOf(100_000_000));

      assertThat(RejectBudget.of(text).passedBy(borne.longValueExact(), read))
          .as("seed %d, %s of %d", seed, text, read)
          .isFalse();
      assertThat(RejectBudget.of(text).passedBy(borne.longValueExact() + 1, read))
          .as("seed %d, %s of %d", seed, text, read)
          .isTrue();
    }
  }
}
