package dev.penstock.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Somebody to be told of a run.
 *
 * @param when the moment
 * @param notifier name of whom the operator configured: a webhook or an address
 * @param blocking whether the run waits for the answer, and fails without one
 * @param stage of {@link When#AFTER_STAGE}: the stage, all if empty
 * @param rejects of {@link When#MANY_REJECTS}: how many are many
 * @param after of {@link When#SLOW}: how long is slow; the pipeline's setting if not given
 * @param timeout the longest that a run waits for the answer, where it does
 */
public record HookDefinition(
    When when,
    String notifier,
    boolean blocking,
    Optional<String> stage,
    Optional<RejectBudget> rejects,
    Optional<Duration> after,
    Duration timeout) {
  /** The longest that a run waits, if not said otherwise. */
  public static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);

  /** The stages of a run, as authors write them. */
  public static final List<String> STAGES =
      List.of("extract", "transform", "load", "audit", "publish");

  /** The moments of a run's life. */
  public enum When {
    BEFORE_RUN,
    AFTER_STAGE,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    RETRYING,
    MANY_REJECTS,
    SLOW,
    STALLED
  }
}
