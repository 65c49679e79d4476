package dev.penstock.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.local.Component;
import dev.penstock.messaging.Topics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The public events: CloudEvents in Kafka, server-sent events over HTTP. */
class EventsTest {
  private static final Duration SOON = PenstockClient.PATIENCE;
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

  @Test
  void aClientThatComesBackAfterTheApiWasKilledMissesNothing() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("aClientThatComesBackAfterTheApiWasKilledMissesNothing: seed " + seed);
    Random random = new Random(seed);
    OrdersPipeline pipeline = new OrdersPipeline("resumed", "resumed/orders.csv", 1 << 18);
    new Orders(63).write(bed.file(pipeline.path()), 40_000);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());

    CompletableFuture<List<JsonNode>> followed =
        CompletableFuture.supplyAsync(() -> follow(run, random));
    long counted = 0;
    for (int kill = 0; kill < 2; kill++) {
      long before = counted;
      Run now =
          bed.client()
              .await(
                  run,
                  SOON,
                  "read from",
                  look -> look.records("EXTRACT") > before || look.state().terminal());
      assertThat(kill > 0 || !now.state().terminal()).as("killed in the middle").isTrue();
      counted = now.records("EXTRACT");
      bed.restart(Component.API);
    }
    Run end = bed.client().succeed(run);

    List<JsonNode> seen = followed.get(120, TimeUnit.SECONDS);
    List<Long> written =
        of(run, new TopicReader(bed).read(Topics.EVENTS, SOON, found -> ended(of(run, found))))
            .stream()
            .map(EventsTest::revision)
            .distinct()
            .toList();
    long first = revision(seen.getFirst());
    assertThat(seen.stream().map(EventsTest::revision))
        .containsExactlyElementsOf(written.stream().filter(number -> number >= first).toList());
    for (JsonNode stage : end.json().path("stages")) {
      long sum =
          seen.stream()
              .flatMap(event -> event.at("/data/delta/stages").valueStream())
              .filter(delta -> delta.path("stage").equals(stage.path("stage")))
              .mapToLong(delta -> delta.path("records").asLong())
              .sum();
      assertThat(sum).as(stage.path("stage").asText()).isEqualTo(stage.path("records").asLong());
    }
  }

  /** Reads a few events, goes away, comes back, until there is nothing behind the last one. */
  private List<JsonNode> follow(String run, Random random) {
    List<JsonNode> seen = new ArrayList<>();
    String last = "";
    while (seen.isEmpty() || !seen.getLast().at("/data/last").asBoolean()) {
      int most = 1 + random.nextInt(4);
      if (last.isEmpty()) {
        // Where no event was written yet the state came without an id: it comes again.
        seen.clear();
      }
      String path = "/api/v1/runs/" + run + "/events?last_event_id=" + last;
      try (Stream<String> lines = bed.client().events(path)) {
        String id = last;
        Iterator<String> all = lines.iterator();
        for (int read = 0; read < most && all.hasNext(); ) {
          String line = all.next();
          if (line.startsWith("id:")) {
            id = line.substring(3).strip();
          } else if (line.startsWith("data:")) {
            seen.add(json(line.substring(5).getBytes(UTF_8)));
            last = id;
            read++;
          }
        }
      } catch (UncheckedIOException e) {
        // The API is down: it comes back.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    return seen;
  }

  private static long revision(JsonNode event) {
    return event.at("/data/revision").asLong();
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
