package dev.penstock.api.messaging;

import dev.penstock.api.store.Offsets;
import dev.penstock.api.store.Offsets.StaleOffset;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic so that each message counts exactly once in the database: what is made of the
 * messages and how far the topic is read commit together. While the database does not answer, the
 * consumer stays in its group and waits.
 */
final class LedgerConsumer implements Loop.Work {
  private static final Logger LOG = Logger.getLogger(LedgerConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration WAITING_POLL = Duration.ofMillis(100);
  private static final int MAX_RECORDS = 500;

  /**
   * A transaction for a few messages costs as much as one for many: they are let gather a little.
   */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private static final int GATHERED_BYTES = 64 << 10;

  private final KafkaSettings kafka;
  private final String group;
  private final String topic;
  private final Transactions transactions;
  private final Offsets offsets;
  private final Handler handler;
  private final Runnable committed;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  /**
   * @param committed called each time that something was made of messages
   */
  LedgerConsumer(
      KafkaSettings kafka,
      String group,
      String topic,
      Transactions transactions,
      Offsets offsets,
      Handler handler,
      Runnable committed) {
    this.kafka = kafka;
    this.group = group;
    this.topic = topic;
    this.transactions = transactions;
    this.offsets = offsets;
    this.handler = handler;
    this.committed = committed;
  }

  @Override
  public void run(Loop loop, Pauses pauses) throws InterruptedException {
    try (KafkaConsumer<String, byte[]> consumer =
        kafka.groupConsumer(
            group,
            topic,
            Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MAX_RECORDS,
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                GATHERED_BYTES,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                (int) GATHERING.toMillis()))) {
      current = consumer;
      Session session = new Session(consumer, loop, pauses);
      consumer.subscribe(List.of(topic), session);
      while (!loop.stopped()) {
        session.step();
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

  /** The life of one consumer. Used by its thread alone. */
  private final class Session implements ConsumerRebalanceListener {
    private final Consumer<String, byte[]> consumer;
    private final Loop loop;
    private final Pauses pauses;

    /** Partitions whose place in the ledger is still to be looked up; paused. */
    private final Set<TopicPartition> unplaced = new HashSet<>();

    /** What the ledger says, as far as this consumer knows. */
    private final Map<TopicPartition, @Nullable Long> ledger = new HashMap<>();

    /** What Kafka was told. */
    private final Map<TopicPartition, Long> shown = new HashMap<>();

    Session(Consumer<String, byte[]> consumer, Loop loop, Pauses pauses) {
      this.consumer = consumer;
      this.loop = loop;
      this.pauses = pauses;
    }

    void step() throws InterruptedException {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      try {
        place();
        if (!records.isEmpty()) {
          take(records);
        }
        show();
        pauses.succeeded();
      } catch (StaleOffset e) {
        LOG.info(e.getMessage());
        again(consumer.assignment());
      } catch (TransientException e) {
        LOG.warnf("%s; trying again", e.getMessage());
        again(consumer.assignment());
        waitInGroup();
      }
    }

    private void place() {
      if (unplaced.isEmpty()) {
        return;
      }
      Map<Integer, Long> stored =
          transactions.read(
              () ->
                  offsets.stored(
                      topic,
                      unplaced.stream()
                          .map(TopicPartition::partition)
                          .collect(Collectors.toSet())));
      for (TopicPartition partition : unplaced) {
        Long next = stored.get(partition.partition());
        ledger.put(partition, next);
        if (next == null) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, next);
        }
      }
      consumer.resume(unplaced);
      unplaced.clear();
    }

    private void take(ConsumerRecords<String, byte[]> records) {
      List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(records.count());
      records.forEach(all::add);
      Map<TopicPartition, Long> next = next(all);
      try {
        commit(all, next);
      } catch (TransientException | StaleOffset e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.warnf(
            e, "%d messages of %s failed together, taking them one by one", all.size(), topic);
        for (ConsumerRecord<String, byte[]> one : all) {
          alone(one);
        }
      }
    }

    /**
     * Tells Kafka how far everything is in the database, ends of transactions included: for tools
     * that show lag, and for {@link ReadToEnd}. The ledger alone decides.
     */
    private void show() {
      Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
      for (TopicPartition partition : consumer.assignment()) {
        if (!unplaced.contains(partition)) {
          position(partition)
              .filter(position -> !position.equals(shown.put(partition, position)))
              .ifPresent(position -> moved.put(partition, new OffsetAndMetadata(position)));
        }
      }
      if (!moved.isEmpty()) {
        consumer.commitAsync(moved, null);
      }
    }

    /** Where the consumer is, if it knows by now. */
    private Optional<Long> position(TopicPartition partition) {
      try {
        return Optional.of(consumer.position(partition, Duration.ZERO));
      } catch (TimeoutException e) {
        return Optional.empty();
      }
    }

    /** A message that nothing can be made of must not hold up the others. */
    private void alone(ConsumerRecord<String, byte[]> message) {
      Map<TopicPartition, Long> next = next(List.of(message));
      try {
        commit(List.of(message), next);
      } catch (TransientException | StaleOffset e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.errorf(
            e, "%s-%d@%d is skipped", message.topic(), message.partition(), message.offset());
        commit(List.of(), next);
      }
    }

    private void commit(
        List<ConsumerRecord<String, byte[]>> messages, Map<TopicPartition, Long> next) {
      transactions.change(
          () -> {
            next.forEach(
                (partition, offset) ->
                    offsets.advance(topic, partition.partition(), ledger.get(partition), offset));
            if (!messages.isEmpty()) {
              handler.handle(messages);
            }
          });
      ledger.putAll(next);
      committed.run();
    }

    private Map<TopicPartition, Long> next(List<ConsumerRecord<String, byte[]>> messages) {
      Map<TopicPartition, Long> next = new HashMap<>();
      for (ConsumerRecord<String, byte[]> message : messages) {
        next.put(new TopicPartition(topic, message.partition()), message.offset() + 1);
      }
      return next;
    }

    /** Drops what was read and not committed; the ledger says where to go on. */
    private void again(Collection<TopicPartition> partitions) {
      partitions.forEach(ledger::remove);
      partitions.forEach(shown::remove);
      unplaced.addAll(partitions);
      consumer.pause(partitions);
    }

    /** Everything is paused; polling keeps the group. */
    private void waitInGroup() throws InterruptedException {
      long until = System.nanoTime() + pauses.failed().toNanos();
      while (System.nanoTime() < until) {
        consumer.poll(WAITING_POLL);
        loop.pause(Duration.ZERO);
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      again(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(ledger::remove);
      unplaced.removeAll(partitions);
    }
  }

  /** Makes something of messages, in the transaction in which they are marked as read. */
  @FunctionalInterface
  interface Handler {
    void handle(List<ConsumerRecord<String, byte[]>> messages);
  }
}
