package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The greatest of some values: numbers by their value, times with an offset by the moment, other
 * texts by their characters. Immutable.
 *
 * @param value as it was read; empty where there was none
 */
record Greatest(Optional<JsonNode> value) {
  /** A number met a text. */
  static final class Mixed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** The shortest time with an offset, {@code 2026-01-01T00:00Z}. */
  private static final int SHORTEST_TIME = 17;

  Greatest with(JsonNode other) throws Mixed {
    if (!other.isTextual() && !other.isNumber()) {
      throw new Mixed();
    }
    return value.isPresent() && compare(value.get(), other) >= 0
        ? this
        : new Greatest(Optional.of(other));
  }

  private static int compare(JsonNode a, JsonNode b) throws Mixed {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue());
    }
    if (!a.isTextual() || !b.isTextual()) {
      throw new Mixed();
    }
    Optional<Instant> first = time(a.textValue());
    Optional<Instant> second = time(b.textValue());
    return first.isPresent() && second.isPresent()
        ? first.get().compareTo(second.get())
        : a.textValue().compareTo(b.textValue());
  }

  private static Optional<Instant> time(String text) {
    if (text.length() < SHORTEST_TIME || text.charAt(10) != 'T') {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
