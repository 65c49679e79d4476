package dev.penstock.api.hooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is to be told of a moment.
 *
 * @param id stable over all attempts
 * @param hook which hook says so
 * @param moment for example {@code failed} or {@code after_stage.load}
 * @param occasion tells the same moments of one run apart: its attempt, or when it stalled
 * @param event the CloudEvent, JSON
 * @param attempts how often it was tried
 * @param lastError why the last attempt failed; {@code null} where none did
 * @param deadline the run waits no longer; {@code null} where it does not wait
 * @param lease who is at it, of one that was claimed
 */
public record Delivery(
    String id,
    String run,
    String hook,
    String moment,
    String occasion,
    String notifier,
    boolean blocking,
    String event,
    State state,
    int attempts,
    @Nullable String lastError,
    Instant createdAt,
    Instant nextAttemptAt,
    @Nullable Instant deadline,
    @Nullable Instant deliveredAt,
    @Nullable String lease) {
  /** Where it is. */
  public enum State {
    WAITING,
    DELIVERED,
    GAVE_UP
  }
}
