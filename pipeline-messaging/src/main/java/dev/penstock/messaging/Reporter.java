package dev.penstock.messaging;

import dev.penstock.messaging.trace.TraceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends messages outside transactions and waits until Kafka has them. Thread-safe. */
public final class Reporter implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final KafkaProducer<String, byte[]> producer;

  public Reporter(KafkaSettings kafka) {
    producer = kafka.producer();
  }

  /**
   * Sends a report.
   *
   * @throws dev.penstock.error.TransientException where Kafka did not take it in time
   */
  public void send(Report report) {
    send(List.of(record(report)));
  }

  /** Sends all, in order; the same errors as {@link #send(Report)}. */
  public void send(List<ProducerRecord<String, byte[]>> messages) {
    List<Future<?>> sent = new ArrayList<>(messages.size());
    messages.forEach(message -> sent.add(producer.send(message)));
    try {
      for (Future<?> future : sent) {
        future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw KafkaErrors.unreachable("taking a report", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KafkaErrors.unreachable("taking a report", e);
    }
  }

  /** A report as a message. */
  public static ProducerRecord<String, byte[]> record(Report report) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topics.REPORTS, report.run(), Json.write(report));
    TraceContext.note(message.headers());
    return message;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
