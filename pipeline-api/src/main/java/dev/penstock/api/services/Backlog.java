package dev.penstock.api.services;

import dev.penstock.api.services.GroupReader.PartitionState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells for how long messages have waited. Kafka does not say when a message that nobody has read
 * came; but what was there at an earlier look and is not done yet is at least that old. Holds one
 * mark for each partition that a group reads. Not thread-safe.
 */
final class Backlog {
  private final Map<Key, Mark> marks = new HashMap<>();

  private record Key(String group, String topic, int partition) {}

  /** The end as it was at a time. */
  private record Mark(long end, Instant at) {}

  /** The least age of the oldest message before the group; empty where there is none. */
  Optional<Duration> age(String group, PartitionState state, Instant now) {
    Key key = new Key(group, state.topic(), state.partition());
    if (state.lag() == 0) {
      marks.remove(key);
      return Optional.empty();
    }
    Mark mark = marks.get(key);
    if (mark == null || state.done() >= mark.end()) {
      mark = new Mark(state.end(), now);
      marks.put(key, mark);
    }
    return Optional.of(Duration.between(mark.at(), now));
  }
}
