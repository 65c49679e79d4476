package dev.penstock.api.schedule;

import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.definition.ScheduleDefinition.Trigger;
import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline's schedule has come, as it is kept.
 *
 * @param version that it was read from
 * @param active whether the pipeline is there and has a schedule
 * @param kind of its trigger; {@code null} where there is none
 * @param trigger in one form, to see whether it changed; {@code null} where there is none
 * @param follows the pipeline that {@link Kind#AFTER} waits for
 * @param position the last time that was counted
 * @param nextAt when there is something to do; {@code null} where not by the clock
 * @param looked whether files were looked for since the trigger is what it is
 * @param failures how often in a row looking for files failed
 * @param problem what last went wrong and has not gone right since
 * @param lastRun the run that it last started
 * @param lastDue when that run was due
 */
public record ScheduleState(
    String pipelineId,
    String pipeline,
    int version,
    boolean active,
    @Nullable Kind kind,
    @Nullable String trigger,
    CatchUp catchUp,
    @Nullable String follows,
    boolean paused,
    Instant position,
    @Nullable Instant nextAt,
    boolean looked,
    int failures,
    @Nullable Problem problem,
    @Nullable Instant problemAt,
    @Nullable String lastRun,
    @Nullable Instant lastDue) {

  /** What starts the runs. */
  public enum Kind {
    CRON,
    EVERY,
    AFTER,
    ARRIVAL;

    static Kind of(Trigger trigger) {
      return switch (trigger) {
        case ScheduleDefinition.Cron cron -> CRON;
        case ScheduleDefinition.Every every -> EVERY;
        case ScheduleDefinition.After after -> AFTER;
        case ScheduleDefinition.Arrival arrival -> ARRIVAL;
      };
    }
  }

  /** Of a pipeline whose schedule was never read. */
  static ScheduleState unread(String pipelineId, String pipeline, Instant now) {
    return new ScheduleState(
        pipelineId,
        pipeline,
        0,
        false,
        null,
        null,
        CatchUp.NONE,
        null,
        false,
        now,
        null,
        false,
        0,
        null,
        null,
        null,
        null);
  }

  /**
   * As the pipeline's version says it.
   *
   * @param found its schedule; empty where it has none
   * @param since where the trigger is another one, its times count from here
   */
  ScheduleState read(int of, Optional<ScheduleDefinition> found, Instant since, Instant now) {
    if (found.isEmpty()) {
      return new ScheduleState(
          pipelineId,
          pipeline,
          of,
          false,
          null,
          null,
          CatchUp.NONE,
          null,
          paused,
          since,
          null,
          false,
          0,
          null,
          null,
          lastRun,
          lastDue);
    }
    Trigger is = found.get().trigger();
    String form = is.toString();
    boolean same = active && form.equals(trigger);
    Instant from = same ? position : since;
    Instant next =
        switch (is) {
          case ScheduleDefinition.After after -> null;
          case ScheduleDefinition.Arrival arrival -> now;
          case ScheduleDefinition.Cron cron -> first(is, from);
          case ScheduleDefinition.Every every -> first(is, from);
        };
    return new ScheduleState(
        pipelineId,
        pipeline,
        of,
        true,
        Kind.of(is),
        form,
        found.get().catchUp(),
        is instanceof ScheduleDefinition.After after ? after.pipeline() : null,
        paused,
        from,
        next,
        same && looked,
        0,
        null,
        null,
        lastRun,
        lastDue);
  }

  private static @Nullable Instant first(Trigger trigger, Instant from) {
    return DueTimes.of(trigger).flatMap(times -> times.next(from)).orElse(null);
  }

  /** The pipeline is gone. */
  ScheduleState inactive() {
    return new ScheduleState(
        pipelineId,
        pipeline,
        version,
        false,
        kind,
        trigger,
        catchUp,
        follows,
        paused,
        position,
        null,
        false,
        0,
        null,
        null,
        lastRun,
        lastDue);
  }

  ScheduleState counted(Instant to, @Nullable Instant next) {
    return copy(paused, to, next, looked, failures, problem, problemAt, lastRun, lastDue);
  }

  ScheduleState paused(boolean now) {
    return copy(now, position, nextAt, looked, failures, problem, problemAt, lastRun, lastDue);
  }

  /** Looked for files, or is to do so as if for the first time. */
  ScheduleState looked(boolean now, Instant next) {
    Problem still = failures > 0 ? null : problem;
    Instant since = failures > 0 ? null : problemAt;
    return copy(paused, position, next, now, 0, still, since, lastRun, lastDue);
  }

  /** Looking failed. */
  ScheduleState failed(Problem with, Instant now, Instant next) {
    return copy(paused, position, next, looked, failures + 1, with, now, lastRun, lastDue);
  }

  ScheduleState started(String run, Instant due) {
    Problem still = failures > 0 ? problem : null;
    Instant since = failures > 0 ? problemAt : null;
    return copy(paused, position, nextAt, looked, failures, still, since, run, due);
  }

  ScheduleState refused(Problem with, Instant now) {
    return copy(paused, position, nextAt, looked, failures, with, now, lastRun, lastDue);
  }

  private ScheduleState copy(
      boolean paused,
      Instant position,
      @Nullable Instant nextAt,
      boolean looked,
      int failures,
      @Nullable Problem problem,
      @Nullable Instant problemAt,
      @Nullable String lastRun,
      @Nullable Instant lastDue) {
    return new ScheduleState(
        pipelineId,
        pipeline,
        version,
        active,
        kind,
        trigger,
        catchUp,
        follows,
        paused,
        position,
        nextAt,
        looked,
        failures,
        problem,
        problemAt,
        lastRun,
        lastDue);
  }
}
