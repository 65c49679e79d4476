package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {
  private static final List<String> STEPS = List.of("rename", "select", "cast", "filter", "sql");

  @ParameterizedTest
  @CsvSource({
    "fliter, filter",
    "renam, rename",
    "SELECT, select",
    "cats, cast",
    "sqll, sql",
    "flter, filter"
  })
  void findsTheWordThatWasMeant(String written, String meant) {
    assertThat(NearMiss.of(written, STEPS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"dedupe", "x", "filtration", "''"})
  void doesNotGuessWhereNothingIsNear(String written) {
    assertThat(NearMiss.of(written, STEPS)).isEmpty();
  }

  @Test
  void prefersTheNearest() {
    assertThat(NearMiss.of("amounts", List.of("account", "amount", "amount_s"))).contains("amount");
  }

  @Test
  void doesNotCompareWordsThatNobodyMeant() {
    assertThat(NearMiss.of("a".repeat(10_000), List.of("a".repeat(10_001)))).isEmpty();
  }

  @Test
  void listsTheKnownWordsWhereNothingIsNear() {
    assertThat(NearMiss.advice("dedupe", STEPS, "The steps"))
        .isEqualTo("The steps: rename, select, cast, filter, sql.");
    assertThat(NearMiss.advice("dedupe", List.of(), "The steps")).isEqualTo("The steps: none.");
  }

  @Test
  void listsAFewOfMany() {
    List<String> many = IntStream.range(0, 50).mapToObj(i -> "column" + i + "_name").toList();

    assertThat(NearMiss.advice("x", many, "Columns")).endsWith("column29_name and 20 more.");
  }
}
