package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** What a run may bring, and what it makes of its definition. */
@QuarkusTest
class ParametersTest extends ApiTestBase {
  private static final String COLUMNS =
      new Schema(
              List.of(
                  Field.nullable("id", new ArrowType.Int(64, true)),
                  Field.nullable("_place", new ArrowType.Int(64, true))))
          .toJson();

  private String yaml() {
    return """
        apiVersion: penstock/v1
        name: %s
        parameters:
          from: { type: date, default: "1990-01-01" }
          state: { type: text, default: TX, values: [TX, "O'HIO"] }
          day: text
        environments:
          dev:
            connections: { warehouse: rows, examples: others }
            parameters: { day: monday }
            set: { settings.priority: 7 }
          away:
            connections: { warehouse: nowhere }
        streams:
          s:
            source: { connection: examples, path: "s-${day}.csv", format: csv }
            bronze: { table: bronze.s }
            steps:
              - filter: seen >= $from AND state = $state
            outputs:
              t: { connection: warehouse, table: silver.t, mode: replace }
        """
        .formatted(pipeline);
  }

  @Test
  void aRunGoesByItsParametersAndItsEnvironment() {
    put(pipeline, yaml()).statusCode(201);

    String id =
        start("{\"environment\": \"dev\", \"parameters\": {\"state\": \"O'HIO\"}}")
            .statusCode(202)
            .body("environment", equalTo("dev"))
            .body(
                "parameters",
                equalTo(Map.of("from", "1990-01-01", "state", "O'HIO", "day", "monday")))
            .body("priority", equalTo(7))
            .body("attempt", equalTo(1))
            .body("notBefore", nullValue())
            .body("trigger.kind", equalTo("manual"))
            .body("overrides", aMapWithSize(0))
            .body("limit", equalTo(0))
            .body("streamsLoaded", equalTo(List.of("s")))
            .extract()
            .path("id");

    services.awaitTask(id, Task.PlanStream.class);
    assertThat(services.runMessages(id))
        .isNotEmpty()
        .allSatisfy(
            message ->
                assertThat(message.definition())
                    .contains("CAST('1990-01-01' AS DATE) AND state = 'O''HIO'")
                    .contains("\"path\":\"s-monday.csv\"", "\"connection\":\"rows\"")
                    .doesNotContain("parameters", "environments", "warehouse"));
    given().get("/api/v1/pipelines/" + pipeline).then().body("definition", equalTo(yaml()));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    put(pipeline, yaml()).statusCode(201);

    start(
            """
            {"mode": "fast", "paramters": {}, "priority": 1000, "limit": 0, "dry_run": "maybe",
             "environment": "pord", "streams": ["z"],
             "parameters": {"from": "soon", "state": "CA", "form": 1},
             "set": {"name": "x", "streams.z.source.path": "x", "checks[0]": {}}}
            """)
        .statusCode(400)
        .body(
            "problems.where",
            containsInAnyOrder(
                "mode",
                "paramters",
                "priority",
                "limit",
                "dry_run",
                "environment",
                "streams[0]",
                "parameters.from",
                "parameters.state",
                "parameters.form",
                "parameters.day",
                "set.name",
                "set[\"streams.z.source.path\"]",
                "set[\"checks[0]\"]"))
        .body("problems.advice", hasItem("Did you mean `from`?"))
        .body("problems.advice", hasItem("Did you mean `parameters`?"));
    start("{}")
        .statusCode(422)
        .body("problems.size()", equalTo(1))
        .body("problems[0].code", equalTo("missing-parameter"))
        .body("problems[0].where", equalTo("parameters.day"));
    start("{\"parameters\": [], \"environment\": 5, \"streams\": \"s\", \"set\": 1}")
        .statusCode(400)
        .body(
            "problems.where",
            containsInAnyOrder("parameters", "environment", "streams", "set", "parameters.day"));
    given().get("/api/v1/runs?pipeline=" + pipeline).then().body("items.size()", equalTo(0));
  }

  @Test
  void whatComesOfARequestIsValidatedLikeADefinition() {
    put(pipeline, yaml()).statusCode(201);

    start("{\"environment\": \"away\", \"parameters\": {\"day\": \"x\"}}")
        .statusCode(422)
        .body("problems.code", hasItem("unknown-connection"))
        .body("problems[0].where", equalTo("streams.s.outputs.t.connection"));
    start(
            """
            {"parameters": {"day": "x"}, "set": {"streams.s.outputs.t.mod": "append",
             "streams.s.steps[0].filter": "1 +", "settings.paralelism": 3}}
            """)
        .statusCode(422)
        .body(
            "problems.where", containsInAnyOrder("streams.s.outputs.t.mod", "settings.paralelism"))
        .body("problems.advice", hasItem("Did you mean `parallelism`?"));
    start("{\"parameters\": {\"day\": \"x\"}, \"set\": {\"streams.s.steps[0].filter\": \"1 +\"}}")
        .statusCode(422)
        .body("problems[0].where", equalTo("streams.s.steps[0].filter"));
  }

  @Test
  void aKeyStandsForAllThatARequestSays() {
    put(pipeline, yaml()).statusCode(201);
    String body = "{\"parameters\": {\"day\": \"x\", \"from\": \"2020-01-01\"}}";
    String id = keyed(body).statusCode(202).extract().path("id");

    keyed(" { \"parameters\" : { \"from\" : \"2020-01-01\", \"day\" : \"x\" } } ")
        .statusCode(202)
        .body("id", equalTo(id));
    keyed(body.replace("2020", "2021")).statusCode(409);
    keyed(body.replace("{\"par", "{\"priority\": 3, \"par")).statusCode(409);

    put(pipeline, yaml().replace("day: text", "day: text\n  other: date")).statusCode(200);
    keyed(body).statusCode(202).body("id", equalTo(id));
  }

  @Test
  void theQueryOfAnAddressSaysTheSame() {
    put(pipeline, yaml()).statusCode(201);

    String address =
        "/api/v1/pipelines/"
            + pipeline
            + "/runs?parameter.day=x&environment=dev&priority=3&streams=s"
            + "&set.streams.s.source.path=other.csv&set.settings.parallelism=2";
    String id =
        given()
            .post(address)
            .then()
            .statusCode(202)
            .body("parameters.day", equalTo("x"))
            .body("environment", equalTo("dev"))
            .body("priority", equalTo(3))
            .body(
                "overrides",
                equalTo(Map.of("streams.s.source.path", "other.csv", "settings.parallelism", 2)))
            .extract()
            .path("id");
    services.awaitStates(id, RunState.RUNNING);
    assertThat(services.runMessages(id))
        .allSatisfy(m -> assertThat(m.definition()).contains("\"path\":\"other.csv\""));
    given()
        .post("/api/v1/pipelines/" + pipeline + "/runs?parameter.day=x&prority=3")
        .then()
        .statusCode(400)
        .body("problems[0].advice", equalTo("Did you mean `priority`?"));
  }

  @Test
  void pushedRecordsBringParametersInTheQuery() {
    put(
        pipeline,
        """
        apiVersion: penstock/v1
        name: %s
        parameters: { day: date }
        streams:
          s:
            source: { format: push }
            steps: [ { derive: { day: $day } } ]
            outputs:
              t: { connection: warehouse, table: silver.t, mode: append }
        """
            .formatted(pipeline));
    String runs = "/api/v1/pipelines/" + pipeline + "/runs";
    String id =
        given()
            .contentType("text/csv")
            .body("id\n1\n")
            .post(runs + "?parameter.day=2020-02-29")
            .then()
            .statusCode(202)
            .body("parameters.day", equalTo("2020-02-29"))
            .extract()
            .path("id");
    given()
        .contentType("text/csv")
        .body("id\n1\n")
        .post(runs + "?parameter.day=2021-02-29&from=bronze")
        .then()
        .statusCode(400)
        .body("problems.where", containsInAnyOrder("body", "parameters.day"));
    given()
        .post("/api/v1/runs/" + id + "/rerun")
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("records-gone"));
  }

  @Test
  void eachEnvironmentHasAStateOfItsOwn() {
    String plain = yaml().replace("mode: replace", "mode: append");
    put(pipeline, plain).statusCode(201);
    String none = id(start("{\"parameters\": {\"day\": \"x\"}}"));
    publish(none, 1);
    String dev = id(start("{\"environment\": \"dev\"}"));
    assertThat(services.awaitTask(dev, Task.PlanStream.class).state()).isNull();
    publish(dev, 5);

    String again = id(start("{\"parameters\": {\"day\": \"x\"}}"));

    assertThat(services.awaitTask(again, Task.PlanStream.class).state())
        .isEqualTo(JsonNodeFactory.instance.objectNode().put("seen", 1));
    given()
        .get("/api/v1/pipelines/" + pipeline + "/state")
        .then()
        .body("items.environment", containsInAnyOrder(null, "dev"))
        .body("items.run", containsInAnyOrder(none, dev));
  }

  @Test
  void aRerunIsOrderedLikeTheRunBefore() {
    put(pipeline, yaml()).statusCode(201);
    String first =
        id(
            start(
                """
                {"environment": "dev", "mode": "full", "dry_run": true, "priority": -3,
                 "parameters": {"from": "2001-01-01"}, "set": {"settings.parallelism": 3}}
                """));
    put(pipeline, yaml().replace("default: \"1990", "default: \"1970").replace("seen >=", "seen >"))
        .statusCode(200);

    String again =
        rerun(first, "{}")
            .statusCode(202)
            .body("version", equalTo(2))
            .body("trigger.kind", equalTo("rerun"))
            .body("trigger.of", equalTo(first))
            .body("environment", equalTo("dev"))
            .body("mode", equalTo("full"))
            .body("dryRun", equalTo(true))
            .body("priority", equalTo(-3))
            .body("parameters.from", equalTo("2001-01-01"))
            .body("overrides", equalTo(Map.of("settings.parallelism", 3)))
            .extract()
            .path("id");
    assertThat(again).isNotEqualTo(first);
    rerun(first, "{\"version\": \"same\"}").statusCode(202).body("version", equalTo(1));
    rerun(first, "{\"version\": \"old\", \"verison\": 1}")
        .statusCode(400)
        .body("problems.where", containsInAnyOrder("version", "verison"));

    put(pipeline, yaml().replace("  from: {", "  since: {").replace("$from", "$since"))
        .statusCode(200);
    rerun(first, "{}")
        .statusCode(409)
        .body("problems.where", hasItem("parameters.from"))
        .body("problems.code", hasItem("unknown-parameter"));
    rerun("none", "{}").statusCode(404);
  }

  @Test
  void mistakesOfADefinitionPointAtTheAuthorsPlace() {
    put(pipeline, yaml().replace("$from AND", "$form AND").replace("${day}", "${dya}"))
        .statusCode(422)
        .body(
            "problems.where",
            containsInAnyOrder("streams.s.source.path", "streams.s.steps[0].filter"))
        .body("problems.advice", containsInAnyOrder("Did you mean `from`?", "Did you mean `day`?"));
    put(pipeline, yaml().replace("seen >= $from", "seen >= $from +"))
        .statusCode(422)
        .body("problems[0].where", equalTo("streams.s.steps[0].filter"))
        .body("problems[0].message", not(containsString("Exception")));
  }

  @Test
  void aPreviewTakesParametersAndAnEnvironment() throws java.io.IOException {
    java.nio.file.Files.writeString(
        java.nio.file.Path.of("target", "s-" + pipeline + ".csv"),
        "seen,state\n1980-01-01,TX\n2000-01-01,TX\n2000-01-01,CA\n");
    preview("?parameter.day=" + pipeline + "&environment=dev")
        .statusCode(200)
        .body("streams[0].rows.seen", equalTo(List.of("2000-01-01")));
    preview("?parameter.day=" + pipeline + "&parameter.from=1970-01-01")
        .statusCode(200)
        .body("streams[0].rows.size()", equalTo(2));
    preview("?parameter.dya=x&environment=test")
        .statusCode(422)
        .body("problems.where", containsInAnyOrder("environment", "parameters.dya"));
    preview("?enviroment=dev").statusCode(400);
  }

  private ValidatableResponse preview(String query) {
    return given()
        .contentType("application/yaml")
        .body(
            yaml()
                .replace("seen >=", "CAST(seen AS DATE) >=")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/api/v1/pipelines/preview" + query)
        .then();
  }

  private ValidatableResponse start(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }

  private ValidatableResponse keyed(String body) {
    return given()
        .contentType("application/json")
        .header("Idempotency-Key", "key-" + pipeline)
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }

  private ValidatableResponse rerun(String run, String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/runs/" + run + "/rerun")
        .then();
  }

  private static String id(ValidatableResponse accepted) {
    return accepted.statusCode(202).extract().path("id");
  }

  private void publish(String run, int seen) {
    Script script = new Script(run, 1);
    services.report(
        script.untilStaged(
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
                List.of())));
    services.awaitTask(run, Task.Audit.class);
    services.report(script.audited(true));
    services.awaitTask(run, Task.Publish.class);
    services.report(script.published());
    awaitState(run, "SUCCEEDED");
  }
}
