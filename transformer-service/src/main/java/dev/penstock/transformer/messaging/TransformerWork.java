package dev.penstock.transformer.messaging;

import dev.penstock.batch.Stage;
import dev.penstock.messaging.Backoff;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import dev.penstock.service.metrics.Meters;
import dev.penstock.source.Sources;
import dev.penstock.step.Steps;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import dev.penstock.transformer.transformation.StreamTransformers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes, transforms and produces in one Kafka transaction a poll. Whatever fails aborts it, and
 * the clients are made anew: the messages come again from the last committed offset.
 */
public final class TransformerWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransformerWork.class);
  private static final String GROUP = "penstock-transformer";
  private static final Duration POLL = Duration.ofMillis(500);

  /** The batches in hand are finished; one that takes longer comes again, to whoever is next. */
  private static final Duration CLOSE = Duration.ofSeconds(20);

  private static final int BATCHES_A_TRANSACTION = 4;

  private final KafkaSettings kafka;
  private final RunsView runs;
  private final StreamTransformers transformers;
  private final Reporter reporter;
  private final BatchTransformation transformation;
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to work.
   *
   * @throws RuntimeException where Kafka does not answer
   */
  public TransformerWork(
      KafkaSettings kafka,
      Sources sources,
      Steps steps,
      MaskKey maskKey,
      Limits limits,
      BufferAllocator allocator,
      Meters meters) {
    this.kafka = kafka;
    TopicSetup.ensure(kafka);
    runs = new RunsView(kafka);
    runs.onEnd(ended::add);
    transformers = new StreamTransformers(sources, steps, maskKey, limits, allocator);
    reporter = new Reporter(kafka);
    transformation =
        new BatchTransformation(
            runs,
            new Definitions(),
            transformers,
            allocator,
            reporter,
            meters.stage(Stage.TRANSFORM));
    thread = Thread.ofPlatform().name(GROUP).daemon().start(this::run);
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      String member = "0";
      try (KafkaProducer<String, byte[]> producer =
              kafka.transactionalProducer(GROUP + "-" + kafka.instance() + "-" + member);
          KafkaConsumer<String, byte[]> consumer =
              kafka.groupConsumer(
                  GROUP,
                  member,
                  Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCHES_A_TRANSACTION))) {
        producer.initTransactions();
        consumer.subscribe(List.of(Topics.EXTRACTED));
        while (!closed) {
          ConsumerRecords<String, byte[]> messages = consumer.poll(POLL);
          forgetEnded();
          if (!messages.isEmpty()) {
            transform(messages, consumer, producer);
            failures = 0;
          }
        }
      } catch (WakeupException e) {
        // close() asks for the end
      } catch (RuntimeException e) {
        failures++;
        transformation.aborted();
        LOG.warn("batches cannot be transformed, trying again; attempt={}", failures, e);
        pause(Backoff.DEFAULT.delay(failures, ThreadLocalRandom.current()));
      }
    }
  }

  private void transform(
      ConsumerRecords<String, byte[]> messages,
      KafkaConsumer<String, byte[]> consumer,
      KafkaProducer<String, byte[]> producer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    producer.beginTransaction();
    for (ConsumerRecord<String, byte[]> message : messages) {
      for (ProducerRecord<String, byte[]> out : transformation.apply(message)) {
        producer.send(out);
      }
      offsets.put(
          new TopicPartition(message.topic(), message.partition()),
          new OffsetAndMetadata(message.offset() + 1));
    }
    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    producer.commitTransaction();
    transformation.committed();
  }

  private void forgetEnded() {
    if (!ended.isEmpty()) {
      Set<String> now = Set.copyOf(ended);
      transformers.closeRuns(now::contains);
      now.forEach(transformation::forget);
      ended.removeAll(now);
    }
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
    try {
      thread.join(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transformers.close();
    transformation.close();
    reporter.close();
    runs.close();
  }
}
