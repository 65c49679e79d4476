package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PipelinesTest extends ApiTestBase {
  @Test
  void eachChangeIsANewVersionAndTheSameTextIsNone() {
    String first = Script.yaml(pipeline);
    String second = first.replace("for a test", "changed");
    String id =
        put(pipeline, first)
            .statusCode(201)
            .body("version", equalTo(1))
            .body("name", equalTo(pipeline))
            .body("description", equalTo("for a test"))
            .body("definition", equalTo(first))
            .extract()
            .path("id");
    put(pipeline, first).statusCode(200).body("version", equalTo(1)).body("id", equalTo(id));

    put(pipeline, second).statusCode(200).body("version", equalTo(2)).body("id", equalTo(id));

    given()
        .get("/api/v1/pipelines/" + pipeline)
        .then()
        .statusCode(200)
        .body("definition", equalTo(second));
    given()
        .get("/api/v1/pipelines/" + pipeline + "?version=1")
        .then()
        .statusCode(200)
        .body("definition", equalTo(first));
    given().get("/api/v1/pipelines").then().body("items.name", hasItem(pipeline));
  }

  @Test
  void theSchemaOfADefinitionIsServed() {
    given()
        .get("/api/v1/schemas/pipeline")
        .then()
        .statusCode(200)
        .contentType("application/schema+json")
        .body("properties.name.type", equalTo("string"));
  }

  @Test
  void aDefinitionMayBeJson() {
    String json =
        """
        {"apiVersion": "penstock/v1", "name": "%s", "streams": {"s": {
          "source": {"connection": "examples", "path": "s.csv", "format": "csv"},
          "outputs": {"t": {"connection": "warehouse", "table": "silver.t", "mode": "replace"}}}}}
        """
            .formatted(pipeline);
    given()
        .contentType("application/json")
        .body(json)
        .put("/api/v1/pipelines/" + pipeline)
        .then()
        .statusCode(201)
        .body("definition", equalTo(json));
  }

  @Test
  void aDeletedPipelineIsGoneUntilItComesBackWithItsNextVersion() {
    String run = submit();
    given()
        .delete("/api/v1/pipelines/" + pipeline)
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("run-active"));
    given().post("/api/v1/runs/" + run + "/cancel").then().statusCode(202);

    given().delete("/api/v1/pipelines/" + pipeline).then().statusCode(204);

    given().get("/api/v1/pipelines/" + pipeline).then().statusCode(404);
    given().get("/api/v1/pipelines").then().body("items.name", not(hasItem(pipeline)));
    given().delete("/api/v1/pipelines/" + pipeline).then().statusCode(404);
    given().post("/api/v1/pipelines/" + pipeline + "/runs").then().statusCode(404);
    assertThat(run(run).getString("pipeline")).isEqualTo(pipeline);
    put(pipeline, Script.yaml(pipeline)).statusCode(201).body("version", equalTo(2));
  }

  @Test
  void theSameKeyGivesTheSameRun() {
    put(pipeline, Script.yaml(pipeline));
    String key = "key of " + pipeline;
    String id = start(key, "{}").statusCode(202).extract().path("id");

    start(key, " { } ").statusCode(202).body("id", equalTo(id));
    start(key, "").statusCode(202).body("id", equalTo(id));

    start(key, "{\"mode\":\"full\"}")
        .statusCode(409)
        .body("problems[0].code", equalTo("idempotency-key-reused"))
        .body("problems[0].message", containsString(id));
    put("other-" + pipeline, Script.yaml("other-" + pipeline)).statusCode(201);
    given()
        .header("Idempotency-Key", key)
        .post("/api/v1/pipelines/other-" + pipeline + "/runs")
        .then()
        .statusCode(409);
    start("x".repeat(201), "{}")
        .statusCode(400)
        .body("problems[0].code", equalTo("bad-idempotency-key"));
    start("x".repeat(200), "{}").statusCode(202);
  }

  @Test
  void theSameKeyAtTheSameTimeGivesTheSameRun() {
    put(pipeline, Script.yaml(pipeline));
    String key = "raced " + pipeline;
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<CompletableFuture<String>> answers =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> start(key, "{}").statusCode(202).extract().<String>path("id"),
                          clients))
              .toList();
      assertThat(answers.stream().map(answer -> answer.orTimeout(30, TimeUnit.SECONDS).join()))
          .containsOnly(answers.getFirst().join());
    }
  }

  @Test
  void aSecondRunWaitsForTheFirst() {
    String first = submit();
    String second = submit();
    String third = submit();
    assertThat(run(second).getString("state")).isEqualTo("QUEUED");
    services.awaitTask(first, Task.PlanStream.class);
    assertThat(services.tasks(second)).isEmpty();

    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);

    services.awaitTask(second, Task.PlanStream.class);
    awaitState(second, "RUNNING");
    assertThat(run(third).getString("state")).isEqualTo("QUEUED");
    given()
        .get("/api/v1/runs?pipeline=" + pipeline)
        .then()
        .body("items.id", equalTo(List.of(third, second, first)))
        .body("items.state", equalTo(List.of("QUEUED", "RUNNING", "CANCELLED")));
    given()
        .get("/api/v1/runs?state=queued&limit=1&pipeline=" + pipeline)
        .then()
        .body("items.id", equalTo(List.of(third)));
  }

  @Test
  void theApiDescribesItself() {
    given().get("/").then().statusCode(200).body("openapi", equalTo("/q/openapi"));
    given()
        .accept("application/json")
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body("paths.keySet()", hasItem("/api/v1/runs/{id}/cancel"));
    given().get("/q/health/live").then().statusCode(200);
  }

  private io.restassured.response.ValidatableResponse start(String key, String body) {
    return given()
        .contentType("application/json")
        .header("Idempotency-Key", key)
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then();
  }
}
