package dev.penstock.api.store;

import dev.penstock.messaging.Json;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits to be sent.
 *
 * @param contentType the header {@code content-type}
 * @param value {@code null} for a tombstone
 * @param trace the span under which its run was accepted, of one that is sent; {@code null} where
 *     the run has no trace
 */
public record OutboxMessage(
    String topic,
    String key,
    String contentType,
    @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] value,
    @Nullable String trace) {
  /** Of which the outbox says whose trace it belongs to. */
  public OutboxMessage(
      String topic,
      String key,
      String contentType,
      @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] value) {
    this(topic, key, contentType, value, null);
  }

  public static OutboxMessage json(String topic, String key, Object value) {
    return new OutboxMessage(topic, key, "application/json", Json.write(value));
  }

  public static OutboxMessage tombstone(String topic, String key) {
    return new OutboxMessage(topic, key, "", null);
  }
}
