package dev.penstock.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The public events: CloudEvents in Kafka, server-sent events over HTTP. */
class EventsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestBed bed = TestBed.shared();

  @Test
  void aRunIsToldAsCloudEventsFromCreatedToSucceeded() {
    OrdersPipeline pipeline = new OrdersPipeline("told", "told/orders.csv", 1 << 20);
    new Orders(61).write(bed.file(pipeline.path()), 500);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    Run end = bed.client().succeed(run);

    List<ConsumerRecord<String, byte[]>> messages =
        new TopicReader(bed).read(Topics.EVENTS, SOON, found -> ended(of(run, found)));

    List<JsonNode> events = of(run, messages);
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("specversion").asText()).isEqualTo("1.0");
              assertThat(event.path("id").asText()).isNotEmpty();
              assertThat(event.path("source").asText()).isNotEmpty();
              assertThat(event.path("time").asText()).isNotEmpty();
            });
    assertThat(events).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
    JsonNode created = events.getFirst();
    assertThat(created.path("type").asText()).endsWith("created");
    assertThat(created.path("data").path("pipeline").asText()).isEqualTo(pipeline.name());
    assertThat(created.path("data").path("pipelineId").asText()).isNotEmpty();
    assertThat(created.path("data").path("stageCount").asInt()).isEqualTo(5);
    JsonNode last = events.getLast();
    assertThat(last.path("type").asText()).endsWith("updated");
    assertThat(last.path("data").path("totalDurationMillis").asLong())
        .isEqualTo(end.json().path("durationMillis").asLong())
        .isPositive();
    assertThat(last.path("data").path("completedStages")).hasSize(5);
    assertThat(events.stream().map(EventsTest::status).distinct())
        .containsSubsequence("RUNNING", "AUDITING", "PUBLISHING", "SUCCEEDED");
  }

  @Test
  void theServerSentEventsOfARunEndWithItsLastOne() throws Exception {
    OrdersPipeline pipeline = new OrdersPipeline("followed", "followed/orders.csv", 1 << 20);
    new Orders(62).write(bed.file(pipeline.path()), 5_000);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());

    CompletableFuture<List<String>> lines =
        CompletableFuture.supplyAsync(
            () -> {
              try (Stream<String> events = bed.client().events("/api/v1/runs/" + run + "/events")) {
                return events.filter(line -> line.startsWith("data:")).toList();
              }
            });

    List<String> data = lines.get(60, TimeUnit.SECONDS);
    assertThat(data).isNotEmpty();
    assertThat(data.getLast()).contains("SUCCEEDED");
    assertThat(data.subList(0, data.size() - 1)).noneMatch(line -> line.contains("SUCCEEDED"));
    bed.client().succeed(run);
  }

  private static List<JsonNode> of(String run, List<ConsumerRecord<String, byte[]>> messages) {
    return messages.stream()
        .map(message -> json(message.value()))
        .filter(event -> event.path("data").path("runId").asText().equals(run))
        .toList();
  }

  private static boolean ended(List<JsonNode> events) {
    return !events.isEmpty() && status(events.getLast()).equals("SUCCEEDED");
  }

  private static String status(JsonNode event) {
    return event.path("data").path("status").asText();
  }

  private static JsonNode json(byte[] text) {
    try {
      return JSON.readTree(new String(text, UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
