package dev.penstock.api.messaging;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Follows the public events from now on, for the clients of this process, once it has read the last
 * ones before. In no group.
 */
final class EventsReader implements Loop.Work {
  private static final Duration POLL = Duration.ofMillis(500);

  /** The last events before its start that it reads too. */
  private static final int BACK = 1_000;

  static final TopicPartition PARTITION = new TopicPartition(Topics.EVENTS, 0);

  private final KafkaSettings kafka;
  private final EventHub hub;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;
  private long next = -1;
  private long end;

  EventsReader(KafkaSettings kafka, EventHub hub) {
    this.kafka = kafka;
    this.hub = hub;
  }

  /** Whether it has found its place, so that no event from now on is missed. */
  boolean following() {
    return hub.following();
  }

  @Override
  public void run(Loop loop, Pauses pauses) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"))) {
      current = consumer;
      consumer.assign(List.of(PARTITION));
      if (next < 0) {
        end = bound(consumer.endOffsets(List.of(PARTITION)));
        next = Math.max(bound(consumer.beginningOffsets(List.of(PARTITION))), end - BACK);
        hub.begin(next);
      }
      consumer.seek(PARTITION, next);
      while (!loop.stopped()) {
        if (!hub.following() && consumer.position(PARTITION) >= end) {
          hub.follow();
        }
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
          next = message.offset() + 1;
          if (!hub.following() && message.offset() >= end) {
            hub.follow();
          }
          read(message).ifPresentOrElse(hub::publish, () -> hub.skip(message.offset()));
        }
        pauses.succeeded();
      }
    } finally {
      current = null;
    }
  }

  @Override
  public void wake() {
    KafkaConsumer<String, byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  static Optional<PublicEvent> read(ConsumerRecord<String, byte[]> message) {
    return message.value() == null
        ? Optional.empty()
        : PublicEvent.parse(message.offset(), message.value());
  }

  static long bound(Map<TopicPartition, Long> offsets) {
    return Objects.requireNonNull(offsets.get(PARTITION));
  }
}
