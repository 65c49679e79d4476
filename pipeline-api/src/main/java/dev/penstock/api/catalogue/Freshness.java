package dev.penstock.api.catalogue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a table is as new as its schedule promises.
 *
 * @param state {@code never} published; {@code late}, a run was due since and has not published it;
 *     {@code fresh} otherwise where there is a schedule; {@code unscheduled}
 * @param nextAt when the next run is due; null where that is not known
 * @param paused whether the schedule is held
 */
public record Freshness(String state, @Nullable Instant nextAt, boolean paused) {
  /** A run that is due starts within this time, unless nothing starts at all. */
  private static final Duration START = Duration.ofMinutes(5);

  static Freshness of(@Nullable Publication last, @Nullable Due due, Instant now) {
    if (due == null) {
      return new Freshness(last == null ? "never" : "unscheduled", null, false);
    }
    Instant next = due.paused() ? null : due.next();
    if (last == null) {
      return new Freshness("never", next, due.paused());
    }
    boolean overdue = next != null && next.plus(START).isBefore(now);
    boolean missed = due.last() != null && due.last().isAfter(last.orderedAt()) && !due.underWay();
    return new Freshness(overdue || missed ? "late" : "fresh", next, due.paused());
  }
}
