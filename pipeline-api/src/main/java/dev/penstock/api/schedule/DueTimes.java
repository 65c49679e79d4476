package dev.penstock.api.schedule;

import dev.penstock.cron.CronTimes;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.definition.ScheduleDefinition.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The times at which a schedule is due, and which of them still count. Immutable, thread-safe. */
final class DueTimes {
  /** The most missed times that are caught up. */
  static final int MOST = 1_000;

  /** A time that is this old was not missed, only late. */
  static final Duration LATE = Duration.ofMinutes(1);

  private static final List<Duration> SPANS =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32), Duration.ofDays(367));

  private final Function<Instant, Optional<Instant>> next;

  private DueTimes(Function<Instant, Optional<Instant>> next) {
    this.next = next;
  }

  /** The times of a trigger; empty where it does not go by the clock. */
  static Optional<DueTimes> of(Trigger trigger) {
    return switch (trigger) {
      case ScheduleDefinition.Cron cron ->
          Optional.of(new DueTimes(CronTimes.of(cron.expression(), cron.zone())::next));
      case ScheduleDefinition.Every every ->
          Optional.of(new DueTimes(after -> Optional.of(after.plus(every.interval()))));
      case ScheduleDefinition.After after -> Optional.empty();
      case ScheduleDefinition.Arrival arrival -> Optional.empty();
    };
  }

  /** The first time behind the last one that was counted. */
  Optional<Instant> next(Instant last) {
    return next.apply(last);
  }

  /** The first times behind the last one that was counted. */
  List<Instant> next(Instant last, int count) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> time = next(last);
    while (times.size() < count && time.isPresent()) {
      times.add(time.get());
      time = next(time.get());
    }
    return times;
  }

  /** The first times that are still to come. */
  List<Instant> next(Instant now, ScheduleState state, int count) {
    Instant last = state.position();
    if (state.kind() == ScheduleState.Kind.EVERY) {
      last = count(last, now, CatchUp.NONE, true).last();
    } else if (now.isAfter(last)) {
      last = now;
    }
    return next(last, count);
  }

  /**
   * Counts the times that have passed.
   *
   * @param last the last one that was counted before
   * @param grid whether each time hangs on the one before it, so that none can be jumped over
   */
  Counted count(Instant last, Instant now, CatchUp catchUp, boolean grid) {
    Instant from = last;
    if (grid) {
      // Only the newest ones matter, and their distance is the same everywhere.
      long step = Math.max(1, Duration.between(last, next(last).orElseThrow()).toMillis());
      long passed = Math.max(0, Duration.between(last, now).toMillis() / step);
      from = last.plusMillis(Math.max(0, passed - MOST - 1) * step);
    }
    List<Instant> newest = grid ? between(from, now) : newest(from, now);
    if (newest.isEmpty()) {
      return new Counted(List.of(), last, false);
    }
    Instant late = now.minus(LATE);
    List<Instant> starts =
        switch (catchUp) {
          case NONE -> newest.stream().filter(time -> !time.isBefore(late)).toList();
          case LAST -> newest.getFirst().isBefore(late) ? List.of(newest.getLast()) : newest;
          case ALL -> newest.subList(Math.max(0, newest.size() - MOST), newest.size());
        };
    boolean more = catchUp == CatchUp.ALL && newest.size() > MOST;
    return new Counted(starts, newest.getLast(), more);
  }

  /** The newest times, more than {@link #MOST} where there are so many. */
  private List<Instant> newest(Instant last, Instant now) {
    for (Duration span : SPANS) {
      Instant from = now.minus(span);
      if (!from.isAfter(last)) {
        break;
      }
      List<Instant> times = between(from, now);
      if (times.size() > MOST) {
        return times;
      }
    }
    return between(last, now);
  }

  private List<Instant> between(Instant last, Instant now) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> time = next(last);
    while (time.isPresent() && !time.get().isAfter(now)) {
      times.add(time.get());
      time = next(time.get());
    }
    return times;
  }

  /**
   * What was counted.
   *
   * @param starts the times for which runs are to start
   * @param last the last time that has passed
   * @param cut whether there were more than {@link #MOST}
   */
  record Counted(List<Instant> starts, Instant last, boolean cut) {
    Counted {
      starts = List.copyOf(starts);
    }
  }
}
