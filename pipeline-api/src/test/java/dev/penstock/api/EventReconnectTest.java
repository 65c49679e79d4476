package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.SseClient.Event;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventReconnectTest extends ApiTestBase {
  private static final int RUNS = 8;
  private static final int COME_BACK = 503;

  @TestHTTPResource URI base;

  @Test
  void clientsThatComeBackMissNothingAndSeeNothingTwice() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("clientsThatComeBackMissNothingAndSeeNothingTwice: seed " + seed);
    Random random = new Random(seed);
    HttpClient http = HttpClient.newHttpClient();
    try {
      String start = newest(http);
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(submitAnother());
      }
      CompletableFuture<List<Event>> all =
          follow(http, "/api/v1/events", start, new Random(random.nextLong()), Set.copyOf(runs));
      Map<String, CompletableFuture<List<Event>>> each = new LinkedHashMap<>();
      for (String run : runs) {
        each.put(
            run,
            follow(
                http,
                "/api/v1/runs/" + run + "/events",
                null,
                new Random(random.nextLong()),
                Set.of()));
      }
      runs.forEach(run -> drive(run, random));

      Map<String, List<Event>> told = new TreeMap<>();
      for (Event event : all.get(180, TimeUnit.SECONDS)) {
        told.computeIfAbsent(event.data().path("runId").asText(), id -> new ArrayList<>())
            .add(event);
      }
      for (String run : runs) {
        JsonNode end = told.get(run).getLast().data();
        List<Long> written =
            services.seen(Topics.EVENTS, run).stream()
                .map(message -> Json.read(message.value(), JsonNode.class))
                .map(event -> event.at("/data/revision").asLong())
                .toList();
        assertThat(revisions(told.get(run))).as("all events of %s", run).isEqualTo(written);
        assertThat(sums(told.get(run))).isEqualTo(totals(end));

        List<Event> own = each.get(run).get(180, TimeUnit.SECONDS);
        assertThat(own.getFirst().data().path("snapshot").asBoolean()).isTrue();
        assertThat(own.stream().skip(1))
            .noneMatch(event -> event.data().path("snapshot").asBoolean());
        long first = own.getFirst().data().path("revision").asLong();
        assertThat(revisions(own))
            .as("the stream of %s", run)
            .isEqualTo(written.stream().filter(number -> number >= first).toList());
        assertThat(sums(own)).isEqualTo(totals(end));
        assertThat(totals(end)).containsEntry("load.records", 58L).containsEntry("rejects", 14L);
      }
    } finally {
      http.shutdownNow();
    }
  }

  @Test
  void aClientThatHasSeenTheEndIsToldNotToComeBack() throws Exception {
    String id = submit();
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    try (HttpClient http = HttpClient.newHttpClient()) {
      SseClient client = new SseClient(http, base.resolve("/api/v1/runs/" + id + "/events"), null);
      SseClient.Read seen = client.read(events -> false);
      assertThat(seen.events().getLast().data().path("last").asBoolean()).isTrue();

      SseClient.Read again = client.read(events -> false);
      assertThat(again.status()).isEqualTo(204);
      assertThat(again.events()).isEmpty();
      given()
          .queryParam("last_event_id", seen.events().getLast().id())
          .get("/api/v1/runs/" + id + "/events")
          .then()
          .statusCode(204);
    }
  }

  @Test
  void whatIsNotKeptIsToldAsAGapAndWhatIsNoIdIsRefused() throws Exception {
    String id = submit();
    String never = "999999999999";
    try (HttpClient http = HttpClient.newHttpClient()) {
      SseClient all = new SseClient(http, base.resolve("/api/v1/events"), never);
      assertThat(all.read(events -> true).events().getFirst().name()).isEqualTo("gap");
      SseClient one = new SseClient(http, base.resolve("/api/v1/runs/" + id + "/events"), never);
      Event first = one.read(events -> true).events().getFirst();
      assertThat(first.data().path("snapshot").asBoolean()).isTrue();
    }
    given()
        .header("Last-Event-ID", "yesterday")
        .get("/api/v1/runs/" + id + "/events")
        .then()
        .statusCode(400);
    given().header("Last-Event-ID", "-4").get("/api/v1/events").then().statusCode(400);
  }

  private String submitAnother() {
    String name = "p" + UUID.randomUUID().toString().substring(0, 8);
    put(name, Script.yaml(name));
    return given()
        .post("/api/v1/pipelines/" + name + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  /** The newest offset by now, which the stream of any run tells. */
  private String newest(HttpClient http) throws Exception {
    URI any = base.resolve("/api/v1/runs/" + submit() + "/events");
    String id = new SseClient(http, any, null).read(events -> true).events().getFirst().id();
    return id == null ? "0" : id.substring(0, id.indexOf(':'));
  }

  private void drive(String run, Random random) {
    Script script = new Script(run, 1);
    for (Report report : script.untilStaged()) {
      services.report(report);
      if (random.nextInt(10) == 0) {
        run(run);
      }
    }
    services.awaitTask(run, Task.Audit.class);
    services.report(script.audited(true));
    services.awaitTask(run, Task.Publish.class);
    services.report(script.published());
  }

  /** Reads, goes away after a few events, comes back, up to the end of the run or of all runs. */
  private CompletableFuture<List<Event>> follow(
      HttpClient http, String path, String last, Random random, Set<String> until) {
    SseClient client = new SseClient(http, base.resolve(path), last);
    return CompletableFuture.supplyAsync(
        () -> {
          List<Event> all = new ArrayList<>();
          try {
            while (true) {
              int enough = all.size() + 1 + random.nextInt(6);
              int status =
                  read(
                      client,
                      event -> {
                        all.add(event);
                        return all.size() >= enough || (!until.isEmpty() && ended(all, until));
                      });
              if (status == 204 || (!until.isEmpty() && ended(all, until))) {
                return all;
              }
              assertThat(status).isIn(200, COME_BACK);
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** The status; that to come back also where the stream broke off. */
  private static int read(SseClient client, Predicate<Event> enough) throws Exception {
    int status = COME_BACK;
    try {
      status = client.read(events -> enough.test(events.getLast())).status();
    } catch (IOException | UncheckedIOException e) {
      // as a browser does
    }
    if (status == COME_BACK) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return status;
  }

  private static boolean ended(List<Event> events, Set<String> runs) {
    return events.stream()
            .filter(event -> event.data().path("last").asBoolean())
            .map(event -> event.data().path("runId").asText())
            .filter(runs::contains)
            .distinct()
            .count()
        == runs.size();
  }

  private static List<Long> revisions(List<Event> events) {
    return events.stream().map(event -> event.data().path("revision").asLong()).toList();
  }

  private static Map<String, Long> sums(List<Event> events) {
    Map<String, Long> sums = new TreeMap<>();
    for (Event event : events) {
      JsonNode delta = event.data().path("delta");
      add(sums, delta.path("stages"));
      sums.merge("rejects", delta.path("rejects").asLong(), Long::sum);
    }
    return sums;
  }

  private static Map<String, Long> totals(JsonNode data) {
    Map<String, Long> totals = new TreeMap<>();
    add(totals, data.path("stages"));
    totals.put("rejects", data.path("rejects").asLong());
    return totals;
  }

  private static void add(Map<String, Long> sums, JsonNode stages) {
    for (JsonNode stage : stages) {
      for (String count : List.of("records", "rejected", "filtered")) {
        long number = stage.path(count).asLong();
        if (number != 0) {
          sums.merge(stage.path("stage").asText() + "." + count, number, Long::sum);
        }
      }
    }
  }
}
