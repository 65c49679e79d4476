package dev.penstock.loader.messaging;

import dev.penstock.batch.Stage;
import dev.penstock.error.TransientException;
import dev.penstock.loader.loading.Destinations;
import dev.penstock.messaging.Backoff;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.TaskConsumer;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import dev.penstock.service.metrics.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads batch after batch: first the destination has it, then Kafka is told, then the offset is
 * committed. A crash between two of them repeats the batch, which the ledger counts once.
 */
public final class LoaderWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderWork.class);
  private static final String GROUP = "penstock-loader";
  private static final String TASK_GROUP = "penstock-loader-tasks";
  private static final Duration POLL = Duration.ofMillis(500);

  /** The batches in hand are finished; one that takes longer comes again, to whoever is next. */
  private static final Duration CLOSE = Duration.ofSeconds(20);

  private static final int BATCHES_A_POLL = 8;
  private static final int TASKS = 4;

  private final KafkaSettings kafka;
  private final RunsView runs;
  private final Reporter reporter;
  private final BatchLoading loading;
  private final BronzeGate gate;
  private final TaskConsumer tasks;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to work.
   *
   * @throws RuntimeException where Kafka does not answer
   */
  public LoaderWork(
      KafkaSettings kafka, Destinations destinations, BufferAllocator allocator, Meters meters) {
    this.kafka = kafka;
    TopicSetup.ensure(kafka);
    runs = new RunsView(kafka);
    reporter = new Reporter(kafka);
    Definitions definitions = new Definitions();
    loading =
        new BatchLoading(
            runs, definitions, destinations, allocator, reporter, meters.stage(Stage.LOAD));
    gate = new BronzeGate(runs, definitions);
    tasks =
        new TaskConsumer(
            kafka,
            TASK_GROUP,
            TASKS,
            Backoff.DEFAULT,
            new LoaderTasks(runs, definitions, destinations, reporter, meters));
    thread = Thread.ofPlatform().name(GROUP).daemon().start(this::run);
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try (KafkaConsumer<String, byte[]> consumer =
          kafka.groupConsumer(
              GROUP, "0", Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCHES_A_POLL))) {
        consumer.subscribe(List.of(Topics.EXTRACTED, Topics.TRANSFORMED));
        while (!closed) {
          gate.set(consumer);
          ConsumerRecords<String, byte[]> messages = consumer.poll(POLL);
          if (!messages.isEmpty()) {
            failures = load(messages, consumer) ? 0 : failures + 1;
            if (failures > 0) {
              waitWithoutNews(consumer, failures);
            }
          }
        }
      } catch (RuntimeException e) {
        failures++;
        LOG.warn("batches cannot be consumed, trying again; attempt={}", failures, e);
        pause(Backoff.DEFAULT.delay(failures, ThreadLocalRandom.current()));
      }
    }
  }

  /** Loads all messages, or those up to one that must be tried again; says whether all were. */
  private boolean load(
      ConsumerRecords<String, byte[]> messages, KafkaConsumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> loaded = new HashMap<>();
    List<ProducerRecord<String, byte[]>> news = new ArrayList<>();
    Map<TopicPartition, Long> again = new HashMap<>();
    for (ConsumerRecord<String, byte[]> message : messages) {
      TopicPartition partition = new TopicPartition(message.topic(), message.partition());
      if (closed || !again.isEmpty()) {
        again.putIfAbsent(partition, message.offset());
        continue;
      }
      try {
        loading.load(message, news);
        loaded.put(partition, new OffsetAndMetadata(message.offset() + 1));
      } catch (TransientException e) {
        LOG.warn(
            "batch is tried again; topic={} partition={} offset={}",
            message.topic(),
            message.partition(),
            message.offset(),
            e);
        again.put(partition, message.offset());
      }
    }
    reporter.send(news);
    consumer.commitSync(loaded);
    again.forEach(consumer::seek);
    return again.isEmpty();
  }

  /** Lets time pass while the consumer stays in its group. */
  private void waitWithoutNews(KafkaConsumer<String, byte[]> consumer, int failures) {
    consumer.pause(consumer.assignment());
    long end =
        System.nanoTime() + Backoff.DEFAULT.delay(failures, ThreadLocalRandom.current()).toNanos();
    while (!closed && System.nanoTime() < end) {
      ConsumerRecords<String, byte[]> early = consumer.poll(Duration.ofMillis(100));
      // A partition that was assigned meanwhile is not paused: its messages must come again.
      early.partitions().forEach(p -> consumer.seek(p, early.records(p).getFirst().offset()));
    }
    consumer.resume(consumer.paused());
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    tasks.close();
    try {
      thread.join(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loading.close();
    reporter.close();
    runs.close();
  }
}
