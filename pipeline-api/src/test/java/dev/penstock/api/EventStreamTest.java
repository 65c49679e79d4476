package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventStreamTest extends ApiTestBase {
  @TestHTTPResource URI base;

  private final HttpClient client = HttpClient.newHttpClient();

  /** Streams that a failed test left open would be awaited for ever by {@code close}. */
  @AfterEach
  void hangUp() {
    client.shutdownNow();
  }

  @Test
  void theStreamOfARunBeginsWithItsStateAndEndsWithItsLastEvent() throws Exception {
    String id = submit();
    Script script = new Script(id, 1);
    Stream<String> stream = open(client, "/api/v1/runs/" + id + "/events");
    CompletableFuture<List<JsonNode>> events =
        CompletableFuture.supplyAsync(() -> data(stream).toList());
    services.report(script.untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(script.audited(true));
    services.awaitTask(id, Task.Publish.class);
    services.report(script.published());

    List<JsonNode> seen = events.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(seen).allMatch(event -> event.path("subject").asText().equals(id));
    assertThat(seen.stream().map(event -> event.at("/data/status").asText()).distinct())
        .containsExactly("RUNNING", "AUDITING", "PUBLISHING", "SUCCEEDED");
    JsonNode last = seen.getLast().path("data");
    assertThat(last.path("totalDurationMillis").asLong())
        .isEqualTo(run(id).getLong("durationMillis"));
    assertThat(last.path("completedStages")).hasSize(5);
    assertThat(last.at("/stages/2/records").asLong()).isEqualTo(58);
    assertThat(last.path("rejects").asLong()).isEqualTo(14);

    List<JsonNode> again = data(open(client, "/api/v1/runs/" + id + "/events")).toList();
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().at("/data/status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void theStreamOfAllRunsTellsTheirIdsFromTheTopic() throws Exception {
    Stream<String> stream = open(client, "/api/v1/events");
    String id = submit();
    CompletableFuture<List<String>> lines =
        CompletableFuture.supplyAsync(
            () ->
                stream
                    .filter(line -> line.startsWith("id:") || line.contains(id))
                    .limit(4)
                    .toList());
    List<String> seen = lines.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(seen.get(0)).matches("id: ?\\d+");
    assertThat(seen.get(1)).startsWith("data:").contains("dev.penstock.run.created");
    assertThat(seen.get(3)).contains("dev.penstock.run.updated");
    stream.close();
  }

  @Test
  void eventsAreCloudEventsAndCountsAreToldAtMostTwiceASecond() {
    String id = submit();
    Script script = new Script(id, 1);
    services.report(script.planned());
    for (int batch = 1; batch <= 200; batch++) {
      services.report(
          new Report.Extracted(id, 1, "s", "a", batch, batch * 10L, 0, batch, false, null));
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<JsonNode> events = events(id);
              return !events.isEmpty()
                  && events.getLast().at("/data/stages/0/records").asLong() == 2000;
            });

    List<JsonNode> events = events(id);
    JsonNode created = events.getFirst();
    assertThat(created.path("type").asText()).isEqualTo("dev.penstock.run.created");
    assertThat(created.path("specversion").asText()).isEqualTo("1.0");
    assertThat(created.path("source").asText()).isEqualTo("/api/v1/pipelines/" + pipeline);
    assertThat(created.path("subject").asText()).isEqualTo(id);
    assertThat(created.path("datacontenttype").asText()).isEqualTo("application/json");
    assertThat(created.at("/data/stageCount").asInt()).isEqualTo(5);
    assertThat(created.at("/data/pipeline").asText()).isEqualTo(pipeline);
    assertThat(created.at("/data/version").asInt()).isEqualTo(1);
    assertThat(events).extracting(event -> event.path("id").asText()).doesNotHaveDuplicates();
    assertThat(events.stream().skip(2).map(EventStreamTest::time).toList())
        .satisfies(
            times -> {
              for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(500));
              }
            });
  }

  private List<JsonNode> events(String id) {
    return services.seen(Topics.EVENTS, id).stream()
        .map(message -> Json.read(message.value(), JsonNode.class))
        .toList();
  }

  private static java.time.Instant time(JsonNode event) {
    return java.time.Instant.parse(event.path("time").asText());
  }

  private Stream<String> open(HttpClient client, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).header("Accept", "text/event-stream").build();
    HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    return answer.body();
  }

  private static Stream<JsonNode> data(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("data:"))
        .map(
            line ->
                Json.read(
                    line.substring("data:".length()).getBytes(StandardCharsets.UTF_8),
                    JsonNode.class));
  }
}
