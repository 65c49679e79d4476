package dev.penstock.api.messaging;

import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.api.store.Wakeup;
import dev.penstock.messaging.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends the outbox to Kafka, in order. A producer that failed is thrown away with its queue. */
final class OutboxRelay implements Loop.Work {
  private static final int AT_ONCE = 500;
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final KafkaSettings kafka;
  private final Outbox outbox;
  private final Wakeup wakeup;

  OutboxRelay(KafkaSettings kafka, Outbox outbox, Wakeup wakeup) {
    this.kafka = kafka;
    this.outbox = outbox;
    this.wakeup = wakeup;
  }

  @Override
  public void run(Loop loop, Pauses pauses) throws InterruptedException {
    KafkaProducer<String, byte[]> producer = kafka.producer();
    try {
      while (!loop.stopped()) {
        int sent = outbox.drain(AT_ONCE, messages -> send(producer, messages));
        pauses.succeeded();
        if (sent < AT_ONCE) {
          wakeup.await(IDLE);
        }
      }
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  @Override
  public void wake() {
    wakeup.wake();
  }

  private static void send(KafkaProducer<String, byte[]> producer, List<OutboxMessage> messages) {
    List<Future<?>> acks = new ArrayList<>(messages.size());
    for (OutboxMessage message : messages) {
      ProducerRecord<String, byte[]> out =
          new ProducerRecord<>(message.topic(), message.key(), message.value());
      if (!message.contentType().isEmpty()) {
        out.headers()
            .add("content-type", message.contentType().getBytes(StandardCharsets.US_ASCII));
      }
      acks.add(producer.send(out));
    }
    try {
      for (Future<?> ack : acks) {
        Object unused = ack.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the outbox was not taken", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
