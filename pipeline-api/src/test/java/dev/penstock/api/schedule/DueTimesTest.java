package dev.penstock.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueTimesTest {
  private static final Instant START = Instant.parse("2026-03-28T12:00:30Z");

  private final DueTimes daily = cron("0 2 * * *");
  private final DueTimes minutely = cron("* * * * *");
  private final DueTimes every =
      DueTimes.of(new ScheduleDefinition.Every(Duration.ofMinutes(7))).orElseThrow();

  @Test
  void whatIsLessThanAMinuteOldIsLateAndNotMissed() {
    Instant due = Instant.parse("2026-03-29T01:00:00Z");
    assertThat(count(daily, due.plusSeconds(59), CatchUp.NONE, false).starts())
        .containsExactly(due);
    assertThat(count(daily, due.plusSeconds(61), CatchUp.NONE, false).starts()).isEmpty();
    assertThat(count(daily, due.plusSeconds(61), CatchUp.NONE, false).last()).isEqualTo(due);
  }

  @Test
  void oneRunStandsForAllThatWereMissed() {
    Instant now = START.plus(Duration.ofDays(5));
    DueTimes.Counted counted = count(daily, now, CatchUp.LAST, false);
    assertThat(counted.starts()).containsExactly(counted.last());
    assertThat(counted.last()).isEqualTo(Instant.parse("2026-04-02T00:00:00Z"));
  }

  @Test
  void atMostTheLastThousandAreCaughtUp() {
    for (boolean grid : List.of(false, true)) {
      DueTimes times = grid ? every : minutely;
      Instant now = START.plus(Duration.ofDays(4_000));
      DueTimes.Counted counted = count(times, now, CatchUp.ALL, grid);
      assertThat(counted.starts()).hasSize(DueTimes.MOST).isSorted().doesNotHaveDuplicates();
      assertThat(counted.cut()).isTrue();
      assertThat(counted.last()).isEqualTo(counted.starts().getLast());
      assertThat(counted.last()).isBeforeOrEqualTo(now);
      assertThat(times.next(counted.last()).orElseThrow()).isAfter(now);
      if (grid) {
        assertThat(Duration.between(START, counted.last()).toMinutes() % 7).isZero();
      }
    }
  }

  @Test
  void howeverOftenIsCountedEachTimeCountsOnce() {
    long seed = Long.getLong("penstock.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (Map.Entry<DueTimes, Boolean> one :
        Map.of(cron("*/20 * * * *"), false, every, true).entrySet()) {
      List<Instant> all = new ArrayList<>();
      Instant last = START;
      Instant now = START;
      while (now.isBefore(START.plus(Duration.ofDays(2)))) {
        now = now.plusSeconds(random.nextInt(7_200));
        DueTimes.Counted counted = one.getKey().count(last, now, CatchUp.ALL, one.getValue());
        all.addAll(counted.starts());
        last = counted.last();
      }
      List<Instant> expected = new ArrayList<>();
      Optional<Instant> next = one.getKey().next(START);
      while (next.isPresent() && !next.get().isAfter(now)) {
        expected.add(next.get());
        next = one.getKey().next(next.get());
      }
      assertThat(all).isEqualTo(expected);
    }
  }

  private static DueTimes.Counted count(
      DueTimes times, Instant now, CatchUp catchUp, boolean grid) {
    return times.count(START, now, catchUp, grid);
  }

  private static DueTimes cron(String expression) {
    return DueTimes.of(new ScheduleDefinition.Cron(expression, ZoneId.of("Europe/Berlin")))
        .orElseThrow();
  }
}
