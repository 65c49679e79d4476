package dev.penstock.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends lines of logs to {@link Topics#LOGS}, outside of transactions. Thread-safe. */
public final class LogSender implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final int LINGER_MILLIS = 50;

  private final KafkaProducer<String, byte[]> producer;
  private final Consumer<LogLine> lost;

  /**
   * Prepares.
   *
   * @param client name of the Kafka client
   * @param lost is told of each line that Kafka did not take, on any thread
   */
  public LogSender(KafkaSettings kafka, String client, Consumer<LogLine> lost) {
    this.lost = lost;
    producer =
        kafka.producer(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                client,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MILLIS,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (int) PATIENCE.toMillis()));
  }

  /** Sends a line; does not wait for Kafka to have it. */
  public void send(LogLine line) {
    try {
      producer.send(
          new ProducerRecord<>(Topics.LOGS, line.run(), Json.write(line)),
          (written, error) -> {
            if (error != null) {
              lost.accept(line);
            }
          });
    } catch (RuntimeException e) {
      lost.accept(line);
      throw e;
    }
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
