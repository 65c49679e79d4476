package dev.penstock.api.schedule;

import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as clients see it.
 *
 * @param trigger {@code null} where the pipeline has no schedule
 * @param next the next times, where it goes by the clock and is not paused
 * @param waiting how many runs are to be started and could not be yet
 * @param last the run that it last started
 * @param problem what last went wrong and has not gone right since
 */
public record ScheduleView(
    String pipeline,
    @Nullable TriggerView trigger,
    boolean paused,
    List<Instant> next,
    long waiting,
    @Nullable Last last,
    @Nullable Problem problem,
    @Nullable Instant problemAt) {
  public ScheduleView {
    next = List.copyOf(next);
  }

  /**
   * What starts runs; one of the first four is there.
   *
   * @param every seconds
   * @param catchUp {@code none, last} or {@code all}
   */
  public record TriggerView(
      @Nullable String cron,
      @Nullable String timezone,
      @Nullable Long every,
      @Nullable String after,
      @Nullable ArrivalView arrival,
      String catchUp) {}

  /**
   * Where files are looked for.
   *
   * @param every seconds
   */
  public record ArrivalView(String connection, String path, long every) {}

  /** A run and when it was due. */
  public record Last(String run, Instant due) {}

  /**
   * A run that is going to start.
   *
   * @param at {@code null} where it is not known before
   * @param by {@code cron, every, after} or {@code arrival}
   */
  public record Start(String pipeline, @Nullable Instant at, String by) {}
}
