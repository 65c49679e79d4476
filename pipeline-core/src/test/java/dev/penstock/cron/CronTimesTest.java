package dev.penstock.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "0 2 * * *, 2026-05-01T02:00:00Z, 2026-05-02T02:00:00Z",
    "*/15 * * * *, 2026-05-01T02:07:00Z, 2026-05-01T02:15:00Z",
    "30 6 * * 1-5, 2026-05-01T06:30:00Z, 2026-05-04T06:30:00Z",
    "0 0 29 2 *, 2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
    "0 0 1 * 1, 2026-05-01T00:00:00Z, 2026-05-04T00:00:00Z",
    "@hourly, 2026-05-01T02:07:00Z, 2026-05-01T03:00:00Z",
    "@daily, 2026-05-01T02:07:00Z, 2026-05-02T00:00:00Z",
    "@weekly, 2026-05-01T02:07:00Z, 2026-05-03T00:00:00Z",
    "@monthly, 2026-05-01T02:07:00Z, 2026-06-01T00:00:00Z",
    "@yearly, 2026-05-01T02:07:00Z, 2027-01-01T00:00:00Z",
  })
  void theNextTimeIsBehindTheGivenOne(String expression, Instant after, Instant next) {
    assertThat(CronTimes.of(expression, ZoneOffset.UTC).next(after)).contains(next);
  }

  @Test
  void aTimeThatDoesNotExistFiresOnceWhenTheClocksAreChanged() {
    assertThat(berlin("30 2 * * *", "2026-03-28T12:00:00Z", 3))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
    assertThat(berlin("15,30,45 2 * * *", "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z");
    assertThat(berlin("30 2,15 * * *", "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T13:30:00Z");
  }

  @Test
  void aTimeThatExistsTwiceFiresOnce() {
    assertThat(berlin("30 2 * * *", "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(berlin("0,30 2-3 * * *", "2026-10-24T23:00:00Z", 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z");
  }

  @Test
  void anIntervalGoesOnThroughBothHours() {
    assertThat(berlin("*/30 * * * *", "2026-10-25T00:00:00Z", 5))
        .containsExactly(
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T02:30:00Z");
    assertThat(berlin("*/30 * * * *", "2026-03-29T00:30:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
  }

  @Test
  void everyTimeIsOneOfTheCalendarAndNoneIsLeftOut() {
    long seed = Long.getLong("penstock.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      String hours =
          random.nextBoolean() ? "*" : random.nextInt(12) + "-" + (12 + random.nextInt(12));
      CronTimes times = CronTimes.of(random.nextInt(60) + " " + hours + " * * *", BERLIN);
      Instant start =
          random.nextBoolean()
              ? Instant.parse("2026-03-28T19:59:59Z")
              : Instant.parse("2026-10-24T19:59:59Z");
      List<Instant> all = new ArrayList<>();
      Instant end = start.plus(12, ChronoUnit.HOURS);
      for (Optional<Instant> next = times.next(start);
          next.isPresent() && next.get().isBefore(end);
          next = times.next(next.get())) {
        all.add(next.get());
      }
      assertThat(all).isSorted().doesNotHaveDuplicates();
      // Whoever begins in between sees the same times.
      Instant between = start.plus(random.nextInt(12 * 3600), ChronoUnit.SECONDS);
      assertThat(times.next(between).filter(next -> next.isBefore(end)))
          .isEqualTo(all.stream().filter(time -> time.isAfter(between)).findFirst());
      if (hours.equals("*")) {
        assertThat(all).hasSize(12);
      } else {
        assertThat(all.stream().map(at -> LocalDateTime.ofInstant(at, BERLIN)))
            .doesNotHaveDuplicates();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "61 * * * *, minute",
    "0 24 * * *, hour",
    "0 0 32 * *, day-of-month",
    "0 0 * 13 *, month",
    "0 0 * * mondey, day-of-week",
    "0 0 * *, 4 fields",
    "0 0 0 * * *, 6 fields",
    "@often, no such word",
    "0 0 30 2 *, never fires",
    "0 0 31 4 *, never fires",
    "a, 1 field.",
  })
  void aMistakeNamesTheField(String expression, String culprit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimes.of(expression, ZoneOffset.UTC))
        .withMessageContaining(culprit);
  }

  private static List<String> berlin(String expression, String after, int count) {
    CronTimes times = CronTimes.of(expression, BERLIN);
    List<String> found = new ArrayList<>();
    Instant at = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      at = times.next(at).orElseThrow();
      found.add(at.toString());
    }
    return found;
  }
}
