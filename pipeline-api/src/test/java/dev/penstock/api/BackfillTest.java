package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.penstock.api.backfill.BackfillRuns;
import dev.penstock.api.backfill.BackfillStore;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.Submissions;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.RunState;
import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A span of time that is read in windows. The beats of the service rest unless a test says so. */
@QuarkusTest
class BackfillTest extends ApiTestBase {
  private static final String WINDOW =
      """
      parameters:
        from: { type: date, default: 2026-01-01 }
        to: { type: date, default: 2026-01-02 }
        region: { type: text, default: eu }
      backfill: { from: from, to: to }
      """;

  @Inject BackfillStore store;
  @Inject RunStore runStore;
  @Inject Runs runs;
  @Inject Submissions submissions;
  @Inject Transactions transactions;
  @Inject Scheduler scheduler;
  @Inject AgroalDataSource database;

  @BeforeEach
  void rest() {
    scheduler.pause("backfills");
  }

  @AfterEach
  void goOn() {
    scheduler.resume("backfills");
  }

  @Test
  void eachWindowEndsWithOneSuccessfulRunWhoeverDiesWhen() throws SQLException {
    long seed = Long.getLong("penstock.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    pipeline();
    String id =
        create(
            "{\"from\": \"2026-01-01\", \"to\": \"2026-01-09\", \"step\": \"1d\", \"parallel\": 3, \"order\": \"newest\"}");
    String state = "RUNNING";
    for (int round = 0; round < 500 && !state.equals("SUCCEEDED"); round++) {
      try {
        replica(new Replica.Mortal(transactions, () -> random.nextInt(12) == 0)).beat();
      } catch (Replica.Death e) {
        // The next beat goes on.
      }
      List<Run> open = ofBackfill(id).stream().filter(run -> !run.state().terminal()).toList();
      assertThat(open).hasSizeLessThanOrEqualTo(3);
      if (!open.isEmpty() && random.nextBoolean()) {
        String end =
            random.nextInt(4) > 0 ? "SUCCEEDED" : random.nextBoolean() ? "FAILED" : "CANCELLED";
        end(open.get(random.nextInt(open.size())).id(), end);
      }
      if (random.nextInt(6) == 0) {
        given().post("/api/v1/backfills/" + id + "/pause");
      }
      state = backfill(id).getString("state");
      if (state.equals("PAUSED") || state.equals("FAILED")) {
        given().post("/api/v1/backfills/" + id + "/resume").then().statusCode(200);
      }
    }

    assertThat(state).isEqualTo("SUCCEEDED");
    List<Run> succeeded =
        ofBackfill(id).stream().filter(run -> run.state() == RunState.SUCCEEDED).toList();
    Set<String> windows = new HashSet<>();
    succeeded.forEach(
        run ->
            windows.add(
                run.order().parameters().get("from") + ".." + run.order().parameters().get("to")));
    assertThat(windows)
        .hasSize(8)
        .isEqualTo(
            new HashSet<>(
                IntStream.rangeClosed(1, 8)
                    .mapToObj(day -> "2026-01-0" + day + "..2026-01-0" + (day + 1))
                    .toList()));
    assertThat(succeeded).hasSize(8);
    JsonPath backfill = backfill(id);
    assertThat(backfill.getInt("counts.succeeded")).isEqualTo(8);
    assertThat(backfill.getString("windows[0].from")).isEqualTo("2026-01-08");
    assertThat(backfill.getString("finishedAt")).isNotNull();
  }

  @Test
  void cancelledAsOneItStartsNothingMore() throws SQLException {
    pipeline();
    String id =
        create(
            "{\"from\": \"2026-01-01\", \"to\": \"2026-01-07\", \"step\": \"1d\", \"parallel\": 2}");
    replica(transactions).beat();
    assertThat(ofBackfill(id)).hasSize(2);
    end(ofBackfill(id).getFirst().id(), "SUCCEEDED");

    given().post("/api/v1/backfills/" + id + "/cancel").then().statusCode(200);
    for (int i = 0; i < 3; i++) {
      replica(transactions).beat();
    }
    assertThat(ofBackfill(id)).hasSize(2);
    JsonPath backfill = backfill(id);
    assertThat(backfill.getString("state")).isEqualTo("CANCELLED");
    assertThat(backfill.getInt("counts.succeeded")).isEqualTo(1);
    assertThat(backfill.getInt("counts.cancelled")).isEqualTo(5);
    assertThat(backfill.getString("finishedAt")).isNotNull();
    given().post("/api/v1/backfills/" + id + "/resume").then().statusCode(409);
  }

  @Test
  void whatAnEarlierBackfillDidIsSkippedUnlessAskedFor() throws SQLException {
    pipeline();
    String first =
        create(
            "{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\", \"parallel\": 9}");
    replica(transactions).beat();
    end(ofBackfill(first).get(0).id(), "SUCCEEDED");
    end(ofBackfill(first).get(1).id(), "FAILED");

    String span = "{\"from\": \"2026-01-01\", \"to\": \"2026-01-05\", \"step\": \"1d\"";
    String again = create(span + "}");
    assertThat(backfill(again).getInt("counts.skipped")).isEqualTo(2);
    assertThat(backfill(again).getInt("counts.pending")).isEqualTo(2);
    given().post("/api/v1/backfills/" + again + "/cancel").then().statusCode(200);
    for (String[] other :
        new String[][] {
          {", \"reprocess\": \"failed\"}", "1"},
          {", \"reprocess\": \"all\"}", "0"},
          {", \"parameters\": {\"region\": \"us\"}}", "0"}
        }) {
      String id = create(span + other[0]);
      assertThat(backfill(id).getString("counts.skipped")).isEqualTo(other[1]);
      given().post("/api/v1/backfills/" + id + "/cancel").then().statusCode(200);
    }
  }

  @Test
  void theServiceMovesItOnByItself() {
    scheduler.resume("backfills");
    pipeline();
    String id =
        create(
            "{\"from\": \"2026-01-31\", \"to\": \"2026-04-30\", \"step\": \"1 month\", \"parallel\": 1}");
    await().atMost(PATIENCE).until(() -> ofBackfill(id).size() == 1);
    Run run = ofBackfill(id).getFirst();
    assertThat(run.order().trigger()).isEqualTo(new RunTrigger(RunTrigger.Kind.BACKFILL, id, null));
    assertThat(backfill(id).getList("windows.to"))
        .isEqualTo(List.of("2026-02-28", "2026-03-31", "2026-04-30"));
    given().post("/api/v1/backfills/" + id + "/cancel").then().statusCode(200);
    awaitState(run.id(), "CANCELLED");
  }

  @Test
  void theSameKeyGivesTheSameBackfill() {
    pipeline();
    String body = "{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\"}";
    String first = send(pipeline, body).statusCode(202).extract().path("id");
    send(pipeline, body).statusCode(202).body("id", equalTo(first));
    send(pipeline, body.replace("1d", "2d"))
        .statusCode(409)
        .body("problems[0].code", equalTo("idempotency-key-reused"));
  }

  @Test
  void wrongRequestsAreRefusedWithEverythingThatIsWrong() {
    pipeline();
    refused("{\"from\": \"2026-01-01\", \"stepp\": \"1d\", \"parallel\": 0, \"mode\": \"full\"}")
        .body("problems", hasSize(5));
    refused("{\"from\": \"soon\", \"to\": \"2026-01-03\", \"step\": \"1d\"}")
        .body("problems[0].where", equalTo("from"));
    refused("{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1h\"}")
        .body("problems[0].code", equalTo("bad-step"));
    refused("{\"from\": \"2026-01-03\", \"to\": \"2026-01-03\", \"step\": \"1d\"}")
        .body("problems[0].code", equalTo("empty-span"));
    refused("{\"from\": \"1900-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\"}")
        .body("problems[0].code", equalTo("too-many-windows"));
    given().get("/api/v1/backfills/none-such").then().statusCode(404);
    put(pipeline, Script.yaml(pipeline)).statusCode(200);
    given()
        .contentType("application/json")
        .body("{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\"}")
        .post("/api/v1/pipelines/" + pipeline + "/backfills")
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("no-backfill"));
    put(pipeline, Script.yaml(pipeline) + WINDOW)
        .statusCode(422)
        .body("problems[0].code", equalTo("backfill-replaces"))
        .body("problems[0].advice", containsString("upsert"));
  }

  private ValidatableResponse refused(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/backfills")
        .then()
        .statusCode(400);
  }

  private ValidatableResponse send(String key, String body) {
    return given()
        .contentType("application/json")
        .header("Idempotency-Key", key)
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/backfills")
        .then();
  }

  private String create(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/backfills")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private void pipeline() {
    put(pipeline, Script.yaml(pipeline).replace("replace", "append") + WINDOW).statusCode(201);
  }

  private JsonPath backfill(String id) {
    return given().get("/api/v1/backfills/" + id).then().statusCode(200).extract().jsonPath();
  }

  private BackfillRuns replica(Transactions its) {
    // Nothing that was put off is ever too early.
    return new BackfillRuns(
        store,
        runs,
        new RunStarter(submissions),
        its,
        new Replica.Time(Instant.now().plusSeconds(3_600)));
  }

  /** What the services would bring about, in one step. */
  private void end(String run, String state) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "update run set state = ?, finished_at = now() where id = ?")) {
      statement.setString(1, state);
      statement.setString(2, run);
      statement.executeUpdate();
    }
  }

  private List<Run> ofBackfill(String id) {
    return transactions.read(() -> runStore.list(newest(pipeline))).stream()
        .filter(run -> id.equals(run.order().trigger().of()))
        .toList();
  }
}
