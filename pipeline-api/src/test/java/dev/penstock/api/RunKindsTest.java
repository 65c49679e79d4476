package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Dry runs and runs from bronze. */
@QuarkusTest
class RunKindsTest extends ApiTestBase {
  private static final String COLUMNS =
      new Schema(
              List.of(
                  Field.nullable("id", new ArrowType.Int(64, true)),
                  Field.nullable("_place", new ArrowType.Int(64, true))))
          .toJson();

  @Test
  void aDryRunSaysWhatARealOneWouldDoAndMovesNothing() {
    String first = submit();
    finish(first, 1, false);
    String dry = start("{\"dry_run\": true}").statusCode(202).extract().path("id");
    assertThat(services.awaitTask(dry, Task.PlanStream.class).state()).isNotNull();
    finish(dry, 2, false);

    given()
        .get("/api/v1/runs/" + dry)
        .then()
        .body("state", equalTo("SUCCEEDED"))
        .body("mode", equalTo("incremental"))
        .body("from", equalTo("source"))
        .body("dryRun", equalTo(true))
        .body("tables[1].changes.inserted", equalTo(11))
        .body("tables[1].changes.updated", equalTo(5))
        .body("tables[1].changes.deleted", equalTo(4))
        .body("ddl", contains("ALTER TABLE \"silver\".\"t\" ADD COLUMN \"x\" bigint"))
        .body("rejects.total", equalTo(14))
        .body("checks.size()", equalTo(1));
    assertThat(services.runMessages(dry)).extracting(RunMessage::dryRun).containsOnly(true);
    assertThat(services.seen(Topics.EVENTS, dry))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(new String(event.value())).contains("\"dryRun\":true"));
    services.awaitTask(dry, Task.Clean.class);

    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .body("items[0].run", equalTo(first))
        .body("items[0].state.seen", equalTo(1));
    list("true").body("items.id", contains(dry)).body("items[0].dryRun", equalTo(true));
    list("false").body("items.id", contains(first));
    given().get("/api/v1/runs?dry_run=maybe").then().statusCode(400);
    given()
        .contentType("application/json")
        .body("{}")
        .post("/api/v1/runs/" + dry + "/replay")
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("dry-run"));
  }

  @Test
  void aDryRunDoesNotTakeRejectsAwayFromTheRunBefore() {
    put(pipeline, ReplayScript.yaml(pipeline, "replace", "[]"));
    String first = start("{}").statusCode(202).extract().path("id");
    play(first, 1);
    String dry = start("{\"dry_run\": true}").statusCode(202).extract().path("id");
    play(dry, 0);
    given()
        .contentType("application/json")
        .body("{}")
        .post("/api/v1/runs/" + first + "/replay")
        .then()
        .statusCode(202);
  }

  @Test
  void aRunFromBronzeReadsEverythingAndMovesNothing() {
    String first = submit();
    finish(first, 1, false);
    String rebuilt = start("{\"from\": \"bronze\"}").statusCode(202).extract().path("id");
    assertThat(services.awaitTask(rebuilt, Task.PlanStream.class).state()).isNull();
    assertThat(services.runMessages(rebuilt))
        .isNotEmpty()
        .allSatisfy(
            message -> {
              assertThat(message.from()).isEqualTo(RunFrom.BRONZE);
              assertThat(message.mode()).isEqualTo(RunMode.FULL);
            });
    finish(rebuilt, 3, true);
    given()
        .get("/api/v1/runs/" + rebuilt)
        .then()
        .body("mode", equalTo("full"))
        .body("from", equalTo("bronze"))
        .body("books.balanced", equalTo(true))
        .body("books.entries.output", not(hasItem("bronze")));
    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .body("items[0].run", equalTo(first))
        .body("items[0].state.seen", equalTo(1));
  }

  @Test
  void aStreamWithoutBronzeCannotBeReadFromIt() {
    put(
        pipeline,
        Script.yaml(pipeline)
            + """
              u:
                source: { connection: examples, path: u.csv, format: csv }
                outputs:
                  u: { connection: warehouse, table: silver.u }
            """);
    start("{\"from\": \"bronze\"}")
        .statusCode(409)
        .body("problems.size()", equalTo(1))
        .body("problems[0].code", equalTo("no-bronze"))
        .body("problems[0].where", equalTo("streams.u"));
    given().get("/api/v1/runs?pipeline=" + pipeline).then().body("items", empty());
  }

  @Test
  void whatARequestSaysWrongIsNamed() {
    put(pipeline, Script.yaml(pipeline));
    start("{\"dry_rum\": true}")
        .statusCode(400)
        .body("problems[0].advice", containsString("dry_run"));
    start("{\"dry_run\": 1}").statusCode(400).body("problems[0].where", equalTo("dry_run"));
    start("{\"from\": \"gold\"}").statusCode(400).body("problems[0].where", equalTo("from"));
    start("{\"from\": \"bronze\", \"mode\": \"incremental\"}")
        .statusCode(400)
        .body("problems[0].code", equalTo("bad-mode"));
    given()
        .contentType("application/json")
        .body("{\"dry_run\": true}")
        .post("/api/v1/pipelines/" + pipeline + "/runs?dry_run=true")
        .then()
        .statusCode(400)
        .body("problems[0].code", equalTo("dry-run-twice"));
  }

  @Test
  void aKeyIsForOneKindOfRun() {
    put(pipeline, Script.yaml(pipeline));
    String key = "key-" + pipeline;
    String id = keyed(key, "{\"dry_run\":true}").statusCode(202).extract().path("id");
    keyed(key, " { \"dry_run\" : true } ").statusCode(202).body("id", equalTo(id));
    keyed(key, "{}").statusCode(409).body("problems[0].code", equalTo("idempotency-key-reused"));
    keyed(key, "{\"from\":\"bronze\"}").statusCode(409);
  }

  @Test
  void pushedRecordsCanBeTriedToo() {
    put(
        pipeline,
        """
        apiVersion: penstock/v1
        name: %s
        streams:
          s:
            source: { format: push }
            bronze: { table: bronze.s }
            outputs:
              t: { connection: warehouse, table: silver.t, mode: append }
        """
            .formatted(pipeline));
    String runs = "/api/v1/pipelines/" + pipeline + "/runs";
    String dry =
        given()
            .contentType("text/csv")
            .header("Idempotency-Key", "push-" + pipeline)
            .body("id\n1\n")
            .post(runs + "?dry_run=true")
            .then()
            .statusCode(202)
            .body("dryRun", equalTo(true))
            .extract()
            .path("id");
    services.awaitTask(dry, Task.ReadSplit.class);
    given()
        .contentType("text/csv")
        .header("Idempotency-Key", "push-" + pipeline)
        .body("id\n1\n")
        .post(runs)
        .then()
        .statusCode(409);
    given()
        .contentType("text/csv")
        .body("id\n1\n")
        .post(runs + "?from=bronze")
        .then()
        .statusCode(400)
        .body("problems[0].code", equalTo("records-unwanted"));
    // The records that were kept take the place of those that a request would bring.
    start("{\"from\": \"bronze\"}").statusCode(202);
  }

  private void finish(String run, int seen, boolean fromBronze) {
    Script script = new Script(run, 1);
    services.awaitTask(run, Task.PlanStream.class);
    services.report(
        new Report.Planned(
            run,
            1,
            "s",
            0,
            true,
            List.of(Script.split("a", 100), Script.split("b", 100)),
            COLUMNS,
            COLUMNS,
            JsonNodeFactory.instance.objectNode().put("seen", seen),
            List.of()));
    services.report(
        script.untilStaged().stream().filter(report -> !fromBronze || !bronze(report)).toList());
    services.awaitTask(run, Task.Audit.class);
    services.report(
        new Report.Audited(
            run,
            1,
            new AuditResult(
                List.of(
                    new AuditResult.CheckResult(
                        "t: rows min 1", "t", true, "22 rows", 0, List.of())),
                List.of(new AuditResult.StagedOutput("s", "t", 22, 20)))));
    services.awaitTask(run, Task.Publish.class);
    services.report(
        new Report.Published(
            run,
            1,
            new PublishResult(
                List.of(
                    new PublishedTable("bronze", "s", "bronze.s", 36),
                    new PublishedTable("silver", "t", "silver.t", 20, new Changes(11, 5, 4))),
                List.of("ALTER TABLE \"silver\".\"t\" ADD COLUMN \"x\" bigint"))));
    awaitState(run, "SUCCEEDED");
    awaitRun(run, now -> Objects.equals(now.get("rejects.kept"), now.get("rejects.total")));
  }

  private static boolean bronze(Report report) {
    return report instanceof Report.Loaded loaded && loaded.output().equals("bronze");
  }

  /** A run with as many rejects. */
  private void play(String run, int rejects) {
    services.awaitTask(run, Task.PlanStream.class);
    ReplayScript script = new ReplayScript(run, "a", 5);
    for (int i = 0; i < rejects; i++) {
      script.reject(
          dev.penstock.batch.Stage.EXTRACT,
          "source",
          "s.csv:" + i,
          "{\"id\":" + i + ",\"amount\":\"1\"}");
    }
    script.play(services, true);
    awaitState(run, "AUDITING");
    script.publish(services);
    awaitState(run, "SUCCEEDED");
  }

  private ValidatableResponse list(String dryRun) {
    return given()
        .get("/api/v1/runs?pipeline=" + pipeline + "&dry_run=" + dryRun)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse keyed(String key, String body) {
    return given()
        .contentType("application/json")
        .header("Idempotency-Key", key)
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }

  private ValidatableResponse start(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }
}
