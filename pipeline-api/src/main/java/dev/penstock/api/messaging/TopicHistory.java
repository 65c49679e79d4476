package dev.penstock.api.messaging;

import static dev.penstock.api.messaging.EventsReader.PARTITION;
import static dev.penstock.api.messaging.EventsReader.bound;

import dev.penstock.api.events.EventHistory;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.KafkaSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Reads pages of the topic of events, each with a consumer of its own in no group. */
@Singleton
class TopicHistory implements EventHistory {
  /** The most consumers at a time. */
  private static final int READERS = 64;

  private static final int PAGE = 2_000;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final Semaphore readers = new Semaphore(READERS);

  TopicHistory(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public Page read(long from, long back, Optional<String> run) {
    if (!readers.tryAcquire()) {
      throw new TransientException(
          new Problem(
              "events-busy",
              "events",
              "Too many clients read events again that they missed; " + READERS + " may.",
              "Come back in a few seconds."),
          null);
    }
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()))) {
      consumer.assign(List.of(PARTITION));
      return read(consumer, from, back, run);
    } catch (KafkaException e) {
      throw unavailable(e);
    } finally {
      readers.release();
    }
  }

  private static Page read(
      KafkaConsumer<String, byte[]> consumer, long from, long back, Optional<String> run) {
    long begin = bound(consumer.beginningOffsets(List.of(PARTITION)));
    long end = bound(consumer.endOffsets(List.of(PARTITION)));
    if (from < begin || from > end) {
      return new Page(List.of(), from < begin ? begin : end, from > end, true);
    }
    long next = Math.max(begin, from - back);
    List<PublicEvent> events = new ArrayList<>();
    consumer.seek(PARTITION, next);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int read = 0;
    while (next < end && read < PAGE) {
      for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
        next = message.offset() + 1;
        read++;
        if (run.isEmpty() || run.get().equals(message.key())) {
          EventsReader.read(message).ifPresent(events::add);
        }
      }
      if (next < end && System.nanoTime() > deadline) {
        if (read == 0) {
          throw unavailable(null);
        }
        break;
      }
    }
    // Read on behind the client's place at least, so that a page is never all before it.
    return new Page(events, Math.max(next, from), next >= end, false);
  }

  private static TransientException unavailable(@Nullable Throwable cause) {
    return new TransientException(
        new Problem(
            "events-unavailable",
            "events",
            "The events that were missed cannot be read at the moment.",
            "Come back in a few seconds."),
        cause);
  }
}
