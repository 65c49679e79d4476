package dev.penstock.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic as a map in memory, followed by a thread of its own. Holds what the topic
 * holds: its writers must send a tombstone for what nobody needs any more. Thread-safe.
 */
public final class GlobalTable<V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalTable.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  /** Told of each change, on the table's thread; {@code null} for a removed key. */
  @FunctionalInterface
  public interface Listener<V> {
    void changed(String key, @Nullable V value);
  }

  private final String topic;
  private final Function<byte[], V> decoder;
  private final List<Listener<V>> listeners = new CopyOnWriteArrayList<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Admin admin;
  private final List<TopicPartition> partitions;
  private final Map<String, V> values = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final Object moved = new Object();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to follow the topic, which must exist; {@link #awaitCurrent} waits until it is read.
   *
   * @throws dev.penstock.error.TransientException where Kafka does not know the topic's partitions
   */
  public GlobalTable(KafkaSettings kafka, String topic, Function<byte[], V> decoder) {
    this.topic = topic;
    this.decoder = decoder;
    admin = Admin.create(kafka.common());
    consumer = kafka.consumer(Map.of());
    try {
      partitions = knownPartitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      admin.close(CLOSE);
      throw e;
    }
    thread = Thread.ofPlatform().name("table-" + topic).daemon().start(this::follow);
  }

  /**
   * A broker may know of a topic a moment later than it was created: none would be none for ever.
   */
  private List<TopicPartition> knownPartitions() {
    long deadline = System.nanoTime() + ADMIN_TIMEOUT.toNanos();
    List<PartitionInfo> known = consumer.partitionsFor(topic, ADMIN_TIMEOUT);
    while (known.isEmpty()) {
      if (closed || System.nanoTime() > deadline) {
        throw KafkaErrors.unreachable(
            "the partitions of " + topic, new UnknownTopicOrPartitionException(topic));
      }
      pause();
      known = consumer.partitionsFor(topic, ADMIN_TIMEOUT);
    }
    return known.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** Tells the listener of each change from now on. */
  public void onChange(Listener<V> listener) {
    listeners.add(listener);
  }

  public @Nullable V get(String key) {
    return values.get(key);
  }

  /** A view of all values; not a snapshot. */
  public Collection<V> values() {
    return values.values();
  }

  /**
   * Waits until everything that was written to the topic before this call, and committed or aborted
   * since, is in the table.
   *
   * @return whether that came true within the time
   */
  public boolean awaitCurrent(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<TopicPartition, Long> ends = highWatermarks();
    synchronized (moved) {
      while (!reached(ends)) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || closed) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(moved, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The ends of the partitions, open transactions included: the committed end would hide what a
   * neighbour's open transaction holds back.
   */
  private Map<TopicPartition, Long> highWatermarks() {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    try {
      return admin
          .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get(ADMIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> offset(e.getValue())));
    } catch (ExecutionException | TimeoutException e) {
      throw KafkaErrors.unreachable("the end of " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaErrors.unreachable("the end of " + topic, e);
    }
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        try {
          consumer.poll(POLL).forEach(this::apply);
          partitions.forEach(p -> positions.put(p, consumer.position(p)));
          synchronized (moved) {
            moved.notifyAll();
          }
        } catch (WakeupException e) {
          // close() asks for the end
        } catch (RuntimeException e) {
          LOG.warn("table cannot be followed, trying again; topic={}", topic, e);
          pause();
        }
      }
    }
  }

  private void apply(ConsumerRecord<String, byte[]> message) {
    if (message.value() == null) {
      values.remove(message.key());
      tell(message.key(), null);
      return;
    }
    try {
      V value = decoder.apply(message.value());
      values.put(message.key(), value);
      tell(message.key(), value);
    } catch (RuntimeException e) {
      LOG.error(
          "message cannot be read and is skipped; topic={} partition={} offset={}",
          topic,
          message.partition(),
          message.offset(),
          e);
    }
  }

  private void tell(String key, @Nullable V value) {
    listeners.forEach(listener -> listener.changed(key, value));
  }

  private void pause() {
    synchronized (moved) {
      try {
        moved.wait(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(CLOSE);
  }
}
