package dev.penstock.api.messaging;

import dev.penstock.api.events.EventHub;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Follows the public events from now on, for the clients of this process. In no group. */
final class EventsReader implements Loop.Work {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.EVENTS, 0);

  private final KafkaSettings kafka;
  private final EventHub hub;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;
  private volatile boolean following;
  private long next = -1;

  EventsReader(KafkaSettings kafka, EventHub hub) {
    this.kafka = kafka;
    this.hub = hub;
  }

  /** Whether it has found its place, so that no event from now on is missed. */
  boolean following() {
    return following;
  }

  @Override
  public void run(Loop loop, Pauses pauses) {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"))) {
      current = consumer;
      consumer.assign(List.of(PARTITION));
      if (next < 0) {
        consumer.seekToEnd(List.of(PARTITION));
        next = consumer.position(PARTITION);
      } else {
        consumer.seek(PARTITION, next);
      }
      following = true;
      while (!loop.stopped()) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
          next = message.offset() + 1;
          if (message.value() != null) {
            PublicEvent.parse(message.offset(), message.value()).ifPresent(hub::publish);
          }
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
}
