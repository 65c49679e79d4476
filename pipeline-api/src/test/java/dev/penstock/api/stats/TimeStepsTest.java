package dev.penstock.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.stats.Stats.StatsQuery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeStepsTest {
  private static final Instant NOW = Instant.parse("2026-03-31T10:20:30Z");

  @Test
  void daysAreThoseOfTheZoneAlsoWhenClocksChange() {
    List<Instant> bounds =
        steps("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "1d", "Europe/Berlin").bounds();
    assertThat(bounds)
        .containsExactly(
            Instant.parse("2026-03-27T23:00:00Z"),
            Instant.parse("2026-03-28T23:00:00Z"),
            Instant.parse("2026-03-29T22:00:00Z"),
            Instant.parse("2026-03-30T12:00:00Z"));
  }

  @Test
  void stepsBeginWhereTheirKindDoes() {
    assertThat(steps("2026-01-15T12:34:56Z", "2026-03-02T00:00:00Z", "1 month", "UTC").bounds())
        .containsExactly(
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-02-01T00:00:00Z"),
            Instant.parse("2026-03-01T00:00:00Z"),
            Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(steps("2026-01-15T12:34:56Z", "2026-01-15T13:01:00Z", "1h", "UTC").bounds())
        .containsExactly(
            Instant.parse("2026-01-15T12:00:00Z"),
            Instant.parse("2026-01-15T13:00:00Z"),
            Instant.parse("2026-01-15T13:01:00Z"));
    // A Thursday.
    assertThat(steps("2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z", "1w", "UTC").bounds())
        .containsExactly(
            Instant.parse("2026-01-12T00:00:00Z"), Instant.parse("2026-01-16T00:00:00Z"));
  }

  @Test
  void withoutWordsItIsTheLastWeekByDays() {
    TimeSteps steps =
        TimeSteps.of(
            new StatsQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ZoneId.of("UTC"),
                Optional.empty()),
            NOW);
    assertThat(steps.step()).isEqualTo("1d");
    assertThat(steps.bounds()).hasSize(9).endsWith(NOW);
  }

  @Test
  void whatIsTooMuchIsRefused() {
    refused("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "1d", "is not before");
    refused("2025-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "1d", "at most 400");
    refused("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1h", "more than 500");
    refused("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2 moons", "is not a length");
    refused("1800-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "1d", "2000 and 2200");
    assertThat(steps("2026-01-01T00:00:00Z", "2026-01-21T20:00:00Z", "1h", "UTC").bounds())
        .hasSize(501);
  }

  private static void refused(String since, String until, String step, String message) {
    assertThatThrownBy(() -> steps(since, until, step, "UTC"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(message);
  }

  private static TimeSteps steps(String since, String until, String step, String zone) {
    return TimeSteps.of(
        new StatsQuery(
            Optional.of(Instant.parse(since)),
            Optional.of(Instant.parse(until)),
            Optional.of(step),
            ZoneId.of(zone),
            Optional.empty()),
        NOW);
  }
}
