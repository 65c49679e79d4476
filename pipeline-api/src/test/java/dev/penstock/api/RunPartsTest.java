package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs of some streams, of models alone, and of raw copies alone. */
@QuarkusTest
class RunPartsTest extends ApiTestBase {
  @Test
  void aRunFromSilverIsAuditedAtOnceAndMovesNothing() {
    put(pipeline, yaml(true));
    String id = start("{\"from\": \"silver\"}").statusCode(202).extract().path("id");
    services.awaitTask(id, Task.Audit.class);

    assertThat(services.tasks(id)).hasOnlyElementsOfType(Task.Audit.class);
    services.awaitStates(id, RunState.RUNNING, RunState.AUDITING);
    assertThat(services.runMessages(id))
        .allSatisfy(
            message -> {
              assertThat(message.from()).isEqualTo(RunFrom.SILVER);
              assertThat(message.mode()).isEqualTo(RunMode.FULL);
              assertThat(message.streams()).isEmpty();
            });
    services.report(
        new Report.Audited(
            id,
            1,
            new AuditResult(
                List.of(new CheckResult("m: rows min 1", "m", true, "2 rows", 0, List.of())),
                List.of())));
    services.awaitTask(id, Task.Publish.class);
    services.report(published(id, new PublishedTable("gold", "m", "gold.m", 2)));
    awaitState(id, "SUCCEEDED");

    given()
        .get("/api/v1/runs/" + id)
        .then()
        .body("mode", equalTo("full"))
        .body("from", equalTo("silver"))
        .body("until", equalTo("gold"))
        .body("streams", empty())
        .body("books.balanced", equalTo(true))
        .body("books.entries", empty())
        .body("completedStages", contains("extract", "transform", "load", "audit", "publish"))
        .body("tables.name", contains("m"));
    given().get("/api/v1/pipelines/" + pipeline + "/state").then().body("items", empty());
    services.awaitTask(id, Task.Clean.class);
    services.report(new Report.Cleaned(id, 1));
    awaitRun(id, run -> run.getBoolean("cleaned"));
  }

  @Test
  void aRunFromSilverThatWaitsAndOneThatIsCancelled() {
    put(pipeline, yaml(true));
    String first = start("{}").statusCode(202).extract().path("id");
    String second = start("{\"from\": \"silver\"}").statusCode(202).extract().path("id");
    assertThat(run(second).getString("state")).isEqualTo("QUEUED");
    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);

    services.awaitTask(second, Task.Audit.class);
    given().post("/api/v1/runs/" + second + "/cancel").then().statusCode(202);
    assertThat(services.awaitTask(second, Task.Clean.class).epoch()).isEqualTo(2);
    services.report(new Report.Audited(second, 1, new AuditResult(List.of())));
    awaitState(second, "CANCELLED");
  }

  @Test
  void aRunOfOneStreamIsCompleteWithoutTheOthers() {
    put(pipeline, yaml(true));
    String id = start("{\"streams\": [\"s\"]}").statusCode(202).extract().path("id");
    assertThat(services.awaitTask(id, Task.PlanStream.class).stream()).isEqualTo("s");
    assertThat(services.runMessages(id))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message.streams()).containsExactly("s"));
    Script script = new Script(id, 1);
    services.report(script.untilStaged(planned(id)));
    services.awaitTask(id, Task.Audit.class);
    assertThat(services.tasks(id).stream().filter(Task.PlanStream.class::isInstance)).hasSize(1);
    services.report(script.audited(true));
    services.awaitTask(id, Task.Publish.class);
    services.report(script.published());
    awaitState(id, "SUCCEEDED");

    given()
        .get("/api/v1/runs/" + id)
        .then()
        .body("streams.name", contains("s"))
        .body("books.balanced", equalTo(true));
    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .body("items.stream", contains("s"));
  }

  @Test
  void aRunUntilBronzeIsCompleteWithItsRawCopies() {
    put(pipeline, yaml(true));
    String id =
        start("{\"streams\": [\"s\"], \"until\": \"bronze\"}").statusCode(202).extract().path("id");
    services.awaitTask(id, Task.PlanStream.class);
    assertThat(services.runMessages(id))
        .extracting(RunMessage::until)
        .containsOnly(RunUntil.BRONZE);
    Script script = new Script(id, 1);
    services.report(planned(id));
    services.report(script.extracted("a"));
    services.report(script.bronze("a"));
    services.report(script.extracted("b"));
    awaitRun(id, run -> run.getList("completedStages").contains("transform"));
    assertThat(run(id).getString("state")).isEqualTo("RUNNING");
    services.report(script.bronze("b"));
    services.awaitTask(id, Task.Audit.class);
    services.report(
        new Report.Audited(
            id, 1, new AuditResult(List.of(), List.of(new StagedOutput("s", "bronze", 36, 36)))));
    services.awaitTask(id, Task.Publish.class);
    services.report(published(id, new PublishedTable("bronze", "s", "bronze.s", 36)));
    awaitState(id, "SUCCEEDED");

    given()
        .get("/api/v1/runs/" + id)
        .then()
        .body("until", equalTo("bronze"))
        .body("streams[0].notes", hasItem(containsString("later run from bronze")))
        .body("streams[0].splitsDone", equalTo(2))
        .body("books.balanced", equalTo(true))
        .body("books.entries.output", contains("bronze"))
        .body("rejects.total", equalTo(4));
    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .body("items[0].run", equalTo(id))
        .body("items[0].state.seen", equalTo(1));
    given()
        .contentType("application/json")
        .body("{}")
        .post("/api/v1/runs/" + id + "/replay")
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("until-bronze"));
  }

  @Test
  void aMissingRawRowIsSeenWithoutATransformation() {
    put(pipeline, yaml(true));
    String id =
        start("{\"streams\": [\"s\"], \"until\": \"bronze\"}").statusCode(202).extract().path("id");
    services.awaitTask(id, Task.PlanStream.class);
    Script script = new Script(id, 1);
    services.report(script.planned());
    services.report(script.extracted("a"));
    services.report(script.bronze("a"));
    services.report(script.extracted("b"));
    services.report(new Report.Loaded(id, 1, "s", "b", "bronze", 2, 17, 17, 0, true));

    awaitState(id, "FAILED");
    assertThat(run(id).getString("problems[0].code")).isEqualTo("books-do-not-balance");
  }

  @Test
  void rejectsStayThoseOfTheirRunWhereLaterRunsLoadedOtherStreams() {
    put(
        pipeline,
        ReplayScript.yaml(pipeline, "replace", "[]")
            + """
              u:
                source: { connection: examples, path: u.csv, format: csv }
                bronze: { table: bronze.u }
                outputs:
                  u: { connection: warehouse, table: silver.u }
            """);
    String first = start("{\"streams\": [\"s\"]}").statusCode(202).extract().path("id");
    services.awaitTask(first, Task.PlanStream.class);
    ReplayScript script = new ReplayScript(first, "a", 5);
    script.reject(Stage.EXTRACT, "source", "s.csv:1", "{\"id\":1,\"amount\":\"1\"}");
    script.play(services, true);
    awaitState(first, "AUDITING");
    script.publish(services);
    awaitState(first, "SUCCEEDED");
    awaitRun(first, run -> run.getInt("rejects.kept") == 1);
    String other = start("{\"streams\": [\"u\"]}").statusCode(202).extract().path("id");

    String replay =
        given()
            .contentType("application/json")
            .body("{}")
            .post("/api/v1/runs/" + first + "/replay")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    given().post("/api/v1/runs/" + other + "/cancel").then().statusCode(202);
    services.awaitTask(replay, Task.ReadSplit.class);
    assertThat(services.runMessages(replay))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message.streams()).containsExactly("s"));
  }

  @Test
  void whatIsNoPartOfThePipelineIsRefused() {
    put(pipeline, yaml(false));
    start("{\"streams\": [\"strem\", \"s\"]}")
        .statusCode(422)
        .body("problems[0].code", equalTo("unknown-stream"))
        .body("problems[0].where", equalTo("streams[0]"));
    start("{\"streams\": [\"uu\"]}")
        .statusCode(422)
        .body("problems[0].advice", containsString("u"));
    start("{\"streams\": []}").statusCode(400).body("problems[0].where", equalTo("streams"));
    start("{\"streams\": \"s\"}").statusCode(400).body("problems[0].where", equalTo("streams"));
    start("{\"from\": \"silver\"}").statusCode(409).body("problems[0].code", equalTo("no-models"));
    start("{\"from\": \"silver\", \"streams\": [\"s\"]}")
        .statusCode(400)
        .body("problems[0].code", equalTo("streams-unwanted"));
    start("{\"from\": \"silver\", \"mode\": \"incremental\"}")
        .statusCode(400)
        .body("problems[0].code", equalTo("bad-mode"));
    start("{\"until\": \"bronze\"}")
        .statusCode(409)
        .body("problems.size()", equalTo(1))
        .body("problems[0].code", equalTo("no-bronze"))
        .body("problems[0].where", equalTo("streams.u"));
    start("{\"until\": \"silver\"}").statusCode(400).body("problems[0].where", equalTo("until"));
    start("{\"until\": \"bronze\", \"from\": \"bronze\"}")
        .statusCode(400)
        .body("problems[0].where", equalTo("until"));
    start("{\"from\": \"bronze\"}").statusCode(409).body("problems[0].where", equalTo("streams.u"));
    given().get("/api/v1/runs?pipeline=" + pipeline).then().body("items", empty());
    // Of a stream that has a raw copy it may be read, whatever the others have.
    start("{\"from\": \"bronze\", \"streams\": [\"s\"]}").statusCode(202);
  }

  private static String yaml(String name, boolean models) {
    return Script.yaml(name)
        + """
          u:
            source: { connection: examples, path: u.csv, format: csv }
            outputs:
              u: { connection: warehouse, table: silver.u }
        """
        + (models
            ? """
              models:
                m: { sql: "SELECT count(*) AS n FROM {ref:t}" }
              """
            : "");
  }

  private String yaml(boolean models) {
    return yaml(pipeline, models);
  }

  private static Report planned(String run) {
    return new Report.Planned(
        run,
        1,
        "s",
        0,
        true,
        List.of(Script.split("a", 100), Script.split("b", 100)),
        "{\"fields\":[]}",
        "{\"fields\":[]}",
        JsonNodeFactory.instance.objectNode().put("seen", 1),
        List.of());
  }

  private static Report published(String run, PublishedTable table) {
    return new Report.Published(run, 1, new PublishResult(List.of(table)));
  }

  private ValidatableResponse start(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }
}
