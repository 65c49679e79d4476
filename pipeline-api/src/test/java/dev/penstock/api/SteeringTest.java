package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.penstock.connector.Split;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs are held, go on, and get places in their turn; what is read is given out by the API. */
@QuarkusTest
class SteeringTest extends ApiTestBase {
  @Test
  void aHeldRunGivesOutNothingAndGoesOnWhereItWas() {
    String id = submit();
    Script script = new Script(id, 1);
    services.awaitTask(id, Task.PlanStream.class);
    post(id, "pause").statusCode(202).body("state", equalTo("PAUSED"));
    post(id, "pause").statusCode(200).body("state", equalTo("PAUSED"));

    // A plan that ends while the run is held is kept.
    services.report(script.planned());
    awaitRun(id, run -> run.getBoolean("streams[0].planned"));
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> reads(id).isEmpty());

    post(id, "resume").statusCode(202);
    post(id, "resume").statusCode(200);
    await().atMost(PATIENCE).until(() -> reads(id).size() == 2);
    assertThat(reads(id)).extracting(read -> read.split().id()).containsExactlyInAnyOrder("a", "b");
    assertThat(reads(id)).allSatisfy(read -> assertThat(read.epoch()).isEqualTo(1));
    long started = started(id);
    assertThat(reads(id)).allSatisfy(read -> assertThat(read.revision()).isEqualTo(started));

    // One split is read to its end while the run is held again; only the other is given out anew.
    post(id, "pause").statusCode(202);
    services.report(script.extracted("a"));
    awaitRun(id, run -> run.getBoolean("streams[0].splitList[0].extracted"));
    post(id, "resume").statusCode(202);
    await().atMost(PATIENCE).until(() -> reads(id).size() == 3);
    assertThat(reads(id))
        .extracting(read -> read.split().id())
        .containsExactlyInAnyOrder("a", "b", "b");

    // The last reports come while it is held: it moves on once it is let go.
    post(id, "pause").statusCode(202);
    services.report(script.untilStaged());
    awaitRun(id, run -> run.getInt("streams[0].splitsDone") == 2);
    assertThat(run(id).getString("state")).isEqualTo("PAUSED");
    post(id, "resume").statusCode(202);
    services.awaitTask(id, Task.Audit.class);
    assertThat(awaitState(id, "AUDITING").getBoolean("books.balanced")).isTrue();
    post(id, "pause").statusCode(409).body("problems[0].code", equalTo("run-staged"));
    assertThat(reads(id)).hasSize(3);
  }

  @Test
  void whatIsOverCannotBeSteered() {
    String id = submit();
    post(id, "pause").statusCode(202);
    post(id, "cancel").statusCode(202);

    for (String action : List.of("pause", "resume")) {
      post(id, action).statusCode(409).body("problems[0].code", equalTo("run-over"));
    }
    priority(id, "3").statusCode(409);
    post("nowhere", "pause").statusCode(404);
  }

  @Test
  void aPriorityIsToldToTheServicesAndMustBeOne() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);

    priority(id, "7").statusCode(202);
    priority(id, "7").statusCode(200);
    for (String wrong : List.of("101", "-101", "1.5", "\"high\"", "null")) {
      priority(id, wrong).statusCode(400).body("problems[0].code", equalTo("bad-priority"));
    }

    await()
        .atMost(PATIENCE)
        .until(
            () -> services.runMessages(id).stream().map(RunMessage::priority).toList(),
            priorities -> !priorities.isEmpty() && priorities.getLast() == 7);
    assertThat(services.runMessages(id)).extracting(RunMessage::revision).isSorted();
  }

  @Test
  void aHeldRunKeepsItsTurnAndAWaitingOneSaysWhy() {
    String first = submit();
    String second = submit();
    post(first, "pause").statusCode(202);

    JsonPath waiting = run(second);
    assertThat(waiting.getString("state")).isEqualTo("QUEUED");
    assertThat(waiting.getString("waiting.reason")).contains(first, "PAUSED");
    given()
        .get("/api/v1/limits")
        .then()
        .statusCode(200)
        .body("waiting.run", hasItem(second))
        .body("waiting.find { it.run == '%s' }.reason".formatted(second), containsString(first))
        .body("pipelines.find { it.pipeline == '%s' }.paused".formatted(pipeline), equalTo(1))
        .body("runs.limit", equalTo(10_000))
        .body("splitsPerRun", equalTo(32))
        .body("connections.find { it.connection == 'fragile' }.limit", equalTo(1));

    post(first, "cancel").statusCode(202);
    services.awaitTask(second, Task.PlanStream.class);
    assertThat((Object) run(second).get("waiting")).isNull();
  }

  @Test
  void manySplitsAreGivenOutAsPlacesBecomeFree() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    List<Split> splits = IntStream.range(0, 100).mapToObj(i -> Script.split("f" + i, 1)).toList();
    // In two parts: only the last one makes the plan complete.
    services.report(part(id, 0, false, splits.subList(0, 60)));
    awaitRun(id, run -> run.getInt("streams[0].splits") == 60);
    assertThat(run(id).getBoolean("streams[0].planned")).isFalse();
    assertThat(reads(id)).isEmpty();
    services.report(part(id, 1, true, splits.subList(60, 100)));

    await().atMost(PATIENCE).until(() -> reads(id).size() >= 32);
    await().during(Duration.ofMillis(700)).atMost(PATIENCE).until(() -> reads(id).size() == 32);
    assertThat(connection("examples")).isGreaterThanOrEqualTo(32);

    for (int i = 0; i < 100; i++) {
      services.report(new Report.Extracted(id, 1, "s", "f" + i, 0, 0, 0, 0, true, null));
      int done = i + 1;
      if (i % 20 == 19) {
        await().atMost(PATIENCE).until(() -> reads(id).size() == Math.min(100, 32 + done));
      }
    }
    assertThat(reads(id))
        .extracting(read -> read.split().id())
        .containsExactlyInAnyOrderElementsOf(splits.stream().map(Split::id).toList());
    post(id, "cancel").statusCode(202);
  }

  private static int connection(String name) {
    return given()
        .get("/api/v1/limits")
        .jsonPath()
        .getInt("connections.find { it.connection == '%s' }.used".formatted(name));
  }

  private static Report part(String run, int part, boolean last, List<Split> splits) {
    return new Report.Planned(run, 1, "s", part, last, splits, "{}", "{}", null, List.of());
  }

  private List<Task.ReadSplit> reads(String run) {
    return services.tasks(run).stream()
        .filter(Task.ReadSplit.class::isInstance)
        .map(Task.ReadSplit.class::cast)
        .toList();
  }

  private long started(String run) {
    return services.runMessages(run).stream()
        .filter(message -> message.state() == RunState.RUNNING)
        .mapToLong(RunMessage::revision)
        .max()
        .orElseThrow();
  }

  private static ValidatableResponse post(String run, String action) {
    return given().post("/api/v1/runs/" + run + "/" + action).then();
  }

  private static ValidatableResponse priority(String run, String priority) {
    return given()
        .contentType("application/json")
        .body("{\"priority\": " + priority + "}")
        .post("/api/v1/runs/" + run + "/priority")
        .then();
  }
}
