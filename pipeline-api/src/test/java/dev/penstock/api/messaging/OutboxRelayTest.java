package dev.penstock.api.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.api.store.OutboxMessage;
import dev.penstock.messaging.Topics;
import dev.penstock.messaging.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class OutboxRelayTest {
  private static final Duration TIME = Duration.ofSeconds(60);

  @Test
  void workIsSentWhenWhatIsSaidOfItsRunIsSafe() throws InterruptedException {
    MockProducer<String, byte[]> kafka =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    List<OutboxMessage> messages =
        List.of(
            message(Topics.EVENTS),
            message(Topics.RUNS),
            message(Topics.TASKS),
            message(Topics.TASKS),
            message(Topics.EVENTS));

    Thread relay = Thread.ofVirtual().start(() -> OutboxRelay.send(kafka, messages));

    await().atMost(TIME).until(() -> kafka.history().size() == 2);
    assertThat(kafka.completeNext()).isTrue();
    await()
        .during(100, TimeUnit.MILLISECONDS)
        .atMost(TIME)
        .until(() -> kafka.history().size() == 2);
    assertThat(kafka.completeNext()).isTrue();
    await().atMost(TIME).until(() -> kafka.history().size() == 5);
    assertThat(kafka.history().stream().map(ProducerRecord::topic))
        .containsExactly(Topics.EVENTS, Topics.RUNS, Topics.TASKS, Topics.TASKS, Topics.EVENTS);
    while (kafka.completeNext()) {
      assertThat(relay).isNotNull();
    }
    relay.join();
  }

  @Test
  void aMessageSaysTheTraceOfItsRunWhereThereIsOne() {
    MockProducer<String, byte[]> kafka =
        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    OutboxMessage plain = message(Topics.RUNS);

    OutboxRelay.send(
        kafka,
        List.of(
            plain,
            new OutboxMessage(
                plain.topic(), plain.key(), plain.contentType(), plain.value(), trace)));

    assertThat(kafka.history()).hasSize(2);
    assertThat(kafka.history().getFirst().headers()).isEmpty();
    assertThat(TraceContext.of(kafka.history().getLast().headers())).isEqualTo(trace);
  }

  private static OutboxMessage message(String topic) {
    return new OutboxMessage(topic, "run", "", "{}".getBytes(UTF_8));
  }
}
