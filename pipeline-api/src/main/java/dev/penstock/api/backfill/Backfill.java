package dev.penstock.api.backfill;

import dev.penstock.error.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backfill as it is kept.
 *
 * @param problem why it is held, where nobody asked for it
 */
public record Backfill(
    String id,
    String pipelineId,
    String pipeline,
    State state,
    Plan plan,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable Problem problem) {

  /**
   * What is asked for, with the parameters that its windows are.
   *
   * @param fromParameter parameter with a window's start
   * @param toParameter parameter with a window's end
   */
  public record Plan(BackfillPlan asked, String fromParameter, String toParameter) {}

  /** Where it stands. */
  public enum State {
    /** Windows are started as others end. */
    RUNNING,
    /** No window is started; runs under way go on. */
    PAUSED,
    /** Each window has its run. */
    SUCCEEDED,
    /** A window's run failed or was cancelled; resuming takes it up again. */
    FAILED,
    /** No window is ever started again. */
    CANCELLED
  }

  Backfill to(State now, @Nullable Instant over, @Nullable Problem why) {
    return new Backfill(id, pipelineId, pipeline, now, plan, createdAt, over, why);
  }
}
