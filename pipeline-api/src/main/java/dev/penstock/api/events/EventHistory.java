package dev.penstock.api.events;

import java.util.List;
import java.util.Optional;

/** The events that the topic still has. Thread-safe. */
public interface EventHistory {
  /**
   * Reads on, up to a bounded number of events.
   *
   * @param from the first offset that is wanted; where it is not kept any more, or never was, the
   *     page is a gap
   * @param back how many offsets before it are read too, as far as there are so many
   * @param run the only run whose events are wanted
   * @throws dev.penstock.error.TransientException where Kafka does not answer, or too many read at
   *     the same time
   */
  Page read(long from, long back, Optional<String> run);

  /**
   * A part of the topic.
   *
   * @param next the offset behind what was read; of a gap, where to read on
   * @param end whether nothing was behind it
   * @param gap whether events before {@code next} are lost
   */
  record Page(List<PublicEvent> events, long next, boolean end, boolean gap) {
    public Page {
      events = List.copyOf(events);
    }
  }
}
