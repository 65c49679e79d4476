package dev.penstock.api.store;

import dev.penstock.messaging.Json;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits to be sent.
 *
 * @param contentType the header {@code content-type}
 * @param value {@code null} for a tombstone
 */
public record OutboxMessage(
    String topic,
    String key,
    String contentType,
    @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] value) {
  public static OutboxMessage json(String topic, String key, Object value) {
    return new OutboxMessage(topic, key, "application/json", Json.write(value));
  }

  public static OutboxMessage tombstone(String topic, String key) {
    return new OutboxMessage(topic, key, "", null);
  }
}
