package dev.penstock.api.messaging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.api.hooks.TopicSender;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.trace.TraceContext;
import io.quarkus.runtime.Shutdown;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends what nobody waits for: gives up soon, so that it is tried again later. */
@Singleton
class ShortSender implements TopicSender {
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final KafkaSettings kafka;
  private @Nullable KafkaProducer<String, byte[]> producer;

  ShortSender(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public void send(String topic, String key, String json) throws InterruptedException {
    ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, key, json.getBytes(UTF_8));
    message.headers().add("content-type", "application/json".getBytes(US_ASCII));
    TraceContext.note(message.headers());
    try {
      Object unused = producer().send(message).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the topic did not take it", e);
    }
  }

  private synchronized KafkaProducer<String, byte[]> producer() {
    KafkaProducer<String, byte[]> open = producer;
    if (open == null) {
      int millis = (int) PATIENCE.toMillis();
      open =
          kafka.producer(
              Map.of(
                  ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 2,
                  ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2,
                  ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis));
      producer = open;
    }
    return open;
  }

  @Shutdown
  synchronized void stop() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }
}
