package dev.penstock.api.dispatch;

import dev.penstock.messaging.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that is not over, as the queue sees it.
 *
 * @param begun whether it was started before; such a run is in nobody's way but goes first
 * @param atOnce the most runs of its pipeline beside each other, itself included
 * @param moves whether its end says up to where the sources were read
 */
public record QueuedRun(
    String id,
    String pipelineId,
    String pipeline,
    RunState state,
    int priority,
    Instant createdAt,
    @Nullable Instant notBefore,
    boolean begun,
    int atOnce,
    boolean moves) {
  /** Whether it takes one of the places for runs. */
  boolean hasPlace() {
    return switch (state) {
      case RUNNING, AUDITING, PUBLISHING -> true;
      case QUEUED, PAUSED, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether others of its pipeline must mind it: it holds what it has staged. */
  boolean inTheWay() {
    return state != RunState.QUEUED || begun;
  }

  QueuedRun started() {
    return new QueuedRun(
        id, pipelineId, pipeline, RunState.RUNNING, priority, createdAt, null, true, atOnce, moves);
  }
}
