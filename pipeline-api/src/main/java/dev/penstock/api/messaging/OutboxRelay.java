package dev.penstock.api.messaging;

import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.api.store.Wakeup;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import dev.penstock.messaging.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
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

  /**
   * Sends in order and waits for all. Kafka keeps the order of a partition only, so what is said of
   * a run is safe before the work that follows from it is sent: a service that gets work of a run
   * which is nowhere to be read takes it for forgotten.
   */
  static void send(Producer<String, byte[]> producer, List<OutboxMessage> messages) {
    List<Future<?>> acks = new ArrayList<>(messages.size());
    boolean runsUnderWay = false;
    for (OutboxMessage message : messages) {
      if (runsUnderWay && message.topic().equals(Topics.TASKS)) {
        await(acks);
        acks.clear();
        runsUnderWay = false;
      }
      runsUnderWay |= message.topic().equals(Topics.RUNS);
      acks.add(producer.send(record(message)));
    }
    await(acks);
  }

  private static ProducerRecord<String, byte[]> record(OutboxMessage message) {
    ProducerRecord<String, byte[]> out =
        new ProducerRecord<>(message.topic(), message.key(), message.value());
    if (!message.contentType().isEmpty()) {
      out.headers().add("content-type", message.contentType().getBytes(StandardCharsets.US_ASCII));
    }
    TraceContext.note(out.headers(), message.trace());
    return out;
  }

  private static void await(List<Future<?>> acks) {
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
