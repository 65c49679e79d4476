package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.penstock.batch.ReplayRoute;
import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReplaysTest extends ApiTestBase {
  private static final String FIRST = "{\"id\":1,\"amount\":\"1,5\"}";
  private static final String SECOND = "{\"id\":2,\"amount\":\"2,5\"}";
  private static final String THIRD = "{\"id\":3,\"amount\":\"x\"}";

  @Test
  void aReplayTakesEachRejectOnceAndSettlesIt() throws IOException {
    String run = published("append", "[]");
    JsonPath replay =
        replay(run, "{}")
            .statusCode(202)
            .body("mode", equalTo("replay"))
            .body("replay.run", equalTo(run))
            .body("replay.rejects", equalTo(3))
            .body("replay.left", equalTo(0))
            .extract()
            .jsonPath();
    String id = replay.getString("id");
    assertThat(statuses(run)).containsExactly("replaying", "replaying", "replaying");
    replay(run, "{}")
        .statusCode(409)
        .body("problems[0].code", equalTo("nothing-to-replay"))
        .body("problems[0].message", containsString("replaying (3)"));

    // Two go through the steps; the refused row goes to its output alone.
    List<Task.ReadSplit> reads =
        org.awaitility.Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> reads(id), tasks -> tasks.size() == 2);
    Task.ReadSplit steps = split(reads, "records-0-0");
    assertThat(Schema.fromJSON(steps.schema()).getFields())
        .extracting(Field::getName)
        .containsExactly("id", "amount", "_place");
    assertThat(ReplayRoute.of(Schema.fromJSON(steps.schema())).orElseThrow().outputs())
        .containsExactly("t");
    assertThat(steps.split().position().toString())
        .contains("[1,", FIRST.replace("\"", "\\\""), "[2,");
    Task.ReadSplit rows = split(reads, "rows-1-0");
    assertThat(ReplayRoute.of(Schema.fromJSON(rows.schema())).orElseThrow().finished()).isTrue();

    new ReplayScript(id, "records-0-0", 1)
        .reject(Stage.TRANSFORM, "steps[0].cast", "run " + run + " reject:2", SECOND)
        .play(services, false);
    new ReplayScript(id, "rows-1-0", 1).play(services, false);
    awaitState(id, "AUDITING");
    new ReplayScript(id, "", 0).publish(services);
    awaitState(id, "SUCCEEDED");

    JsonPath rejects = rejects(run);
    assertThat(rejects.getList("items.status"))
        .containsExactly("replayed", "failed_again", "replayed");
    assertThat(rejects.getList("items.attempts")).containsExactly(1, 1, 1);
    assertThat(rejects.getString("items[1].step")).isEqualTo("steps[0].cast");
    assertThat(rejects.getString("items[1].replayRun")).isEqualTo(id);
    assertThat(rejects.getString("items[1].original")).isEqualTo(SECOND);
    JsonPath again = rejects(id);
    assertThat(again.getString("items[0].place")).isEqualTo("s.csv:2 (run " + run + " reject:2)");
    assertThat(again.getString("items[0].status")).isEqualTo("dismissed");
    replay(id, "{}").statusCode(409).body("problems[0].code", equalTo("nothing-to-replay"));
    replay(run, "{}").statusCode(202).body("replay.rejects", equalTo(1));
    assertThat(services.seen(dev.penstock.messaging.Topics.EVENTS, id))
        .allSatisfy(
            event -> assertThat(new String(event.value())).contains("\"replayOf\":\"" + run));
  }

  @Test
  void whatWasTakenUpIsOpenAgainWhereTheReplayFailsOrIsCancelled() {
    String run = published("append", "[]");
    String first = replay(run, "{\"ids\":[1]}").statusCode(202).extract().path("id");
    String second =
        replay(run, "{\"filter\":{\"stage\":\"load\"}}").statusCode(202).extract().path("id");
    assertThat(run(second).getString("state")).isEqualTo("QUEUED");
    assertThat(statuses(run)).containsExactly("replaying", "open", "replaying");

    given().post("/api/v1/runs/" + second + "/cancel").then().statusCode(202);
    assertThat(statuses(run)).containsExactly("replaying", "open", "open");
    services.report(
        new Report.Failed(first, 1, Stage.TRANSFORM, List.of(Problem.of("x", "y", "z"))));
    awaitState(first, "FAILED");
    assertThat(statuses(run)).containsExactly("open", "open", "open");
    assertThat(rejects(run).getList("items.attempts")).containsExactly(0, 0, 0);
    replay(first, "{}").statusCode(409).body("problems[0].code", equalTo("run-not-published"));
  }

  @Test
  void ofManyReplaysAtOnceOneTakesTheRejects() throws ExecutionException, InterruptedException {
    String run = published("append", "[]");
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(threads.submit(() -> replay(run, "{}").extract().statusCode()));
      }
      for (Future<Integer> one : all) {
        answers.add(one.get());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(202, 409, 409, 409);
  }

  @Test
  void anEditedRecordTakesThePlaceOfItsOriginal() {
    String run = published("append", "[]");
    replay(run, "{\"id\":2,\"record\":{\"id\":2,\"amuont\":\"2.5\"}}")
        .statusCode(400)
        .body("problems[0].code", equalTo("unknown-field"))
        .body("problems[0].advice", containsString("amount"));
    replay(run, "{\"record\":{\"id\":2}}").statusCode(400);
    replay(run, "{\"id\":2,\"recrod\":{\"id\":2}}")
        .statusCode(400)
        .body("problems[0].advice", containsString("record"));

    String id =
        replay(run, "{\"id\":2,\"record\":{\"id\":2,\"amount\":12345678901234567890.10}}")
            .statusCode(202)
            .body("replay.rejects", equalTo(1))
            .extract()
            .path("id");
    assertThat(services.awaitTask(id, Task.ReadSplit.class).split().position().toString())
        .contains("12345678901234567890.10");
    assertThat(statuses(run)).containsExactly("open", "replaying", "open");
  }

  @Test
  void rawTextAndCutOriginalsStayOpenUntilTheyAreEdited() {
    String id = start("append", "[]");
    String cut = "{\"id\":1,\"amount\":\"" + "x".repeat(20_000) + "\"}";
    ReplayScript script =
        new ReplayScript(id, "a", 1)
            .reject(Stage.EXTRACT, "source", "s.csv:1", "torn,\"line")
            .reject(Stage.EXTRACT, "source", "s.csv:2", cut)
            .reject(Stage.EXTRACT, "source", "s.csv:3", FIRST);
    finish(id, script);

    replay(id, "{\"ids\":[1,2]}")
        .statusCode(409)
        .body("problems.code", equalTo(List.of("not-a-record", "original-cut")));
    replay(id, "{}")
        .statusCode(202)
        .body("replay.rejects", equalTo(1))
        .body("replay.left", equalTo(0))
        .body("replay.skipped", hasSize(2))
        .body("replay.skipped[0].why.code", equalTo("not-a-record"))
        .body("replay.skipped[0].ids", equalTo(List.of(1)))
        .body("replay.skipped[1].count", equalTo(1));
    assertThat(statuses(id)).containsExactly("open", "open", "replaying");
    replay(id, "{\"id\":1,\"record\":{\"id\":9}}").statusCode(202);
  }

  @Test
  void theSameKeyGivesTheSameReplay() {
    String run = published("append", "[]");
    String key = "replay-" + run;
    String id = keyed(run, key, "{ \"ids\": [1] }").statusCode(202).extract().path("id");

    keyed(run, key, "{\"ids\":[1]}").statusCode(202).body("id", equalTo(id));
    keyed(run, key, "{\"ids\":[2]}")
        .statusCode(409)
        .body("problems[0].code", equalTo("idempotency-key-reused"));
    assertThat(statuses(run)).containsExactly("replaying", "open", "open");
  }

  @Test
  void rowsOfATableThatALaterRunReplacesAreRefused() {
    String run = published("replace", "[]");
    replay(run, "{\"ids\":[1]}").statusCode(202);
    String later = start("replace", "[]");

    replay(run, "{}")
        .statusCode(409)
        .body("problems[0].code", equalTo("table-replaced"))
        .body("problems[0].message", containsString(later));
    assertThat(statuses(run)).containsExactly("replaying", "open", "open");
  }

  @Test
  void aRecordOfWhichAPartMayBeLoadedIsRefused() {
    String id = start("append", "[{ sql: 'SELECT * FROM input' }, { filter: 'id > 0' }]");
    ReplayScript script =
        new ReplayScript(id, "a", 1)
            .reject(Stage.TRANSFORM, "steps[0].sql", "s.csv:1", FIRST)
            .reject(Stage.TRANSFORM, "steps[1].filter", "s.csv:2", SECOND);
    finish(id, script);

    replay(id, "{}")
        .statusCode(202)
        .body("replay.rejects", equalTo(1))
        .body("replay.skipped[0].why.code", equalTo("partly-loaded"))
        .body("replay.skipped[0].ids", equalTo(List.of(2)));
  }

  private String start(String mode, String steps) {
    put(pipeline, ReplayScript.yaml(pipeline, mode, steps));
    return given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  /** A published run with three rejects: one of the source, one of a step, one of the output. */
  private String published(String mode, String steps) {
    String id = start(mode, steps);
    finish(
        id,
        new ReplayScript(id, "a", 5)
            .reject(Stage.EXTRACT, "source", "s.csv:1", FIRST)
            .reject(Stage.TRANSFORM, "steps[0].validate", "s.csv:2", SECOND)
            .reject(Stage.LOAD, "outputs.t", "s.csv:3", THIRD));
    return id;
  }

  private void finish(String id, ReplayScript script) {
    services.awaitTask(id, Task.PlanStream.class);
    script.play(services, true);
    awaitRun(
        id,
        now ->
            now.getString("state").equals("AUDITING")
                && now.getInt("rejects.kept") == now.getInt("rejects.total"));
    script.publish(services);
    awaitState(id, "SUCCEEDED");
  }

  private List<Task.ReadSplit> reads(String run) {
    return services.tasks(run).stream()
        .filter(Task.ReadSplit.class::isInstance)
        .map(Task.ReadSplit.class::cast)
        .toList();
  }

  private static Task.ReadSplit split(List<Task.ReadSplit> reads, String id) {
    return reads.stream().filter(read -> read.split().id().equals(id)).findFirst().orElseThrow();
  }

  private static JsonPath rejects(String run) {
    return given().get("/api/v1/runs/" + run + "/rejects").then().extract().jsonPath();
  }

  private static List<String> statuses(String run) {
    return rejects(run).getList("items.status");
  }

  private static ValidatableResponse keyed(String run, String key, String body) {
    return given()
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(body)
        .post("/api/v1/runs/" + run + "/replay")
        .then();
  }

  private static ValidatableResponse replay(String run, String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/runs/" + run + "/replay")
        .then();
  }
}
