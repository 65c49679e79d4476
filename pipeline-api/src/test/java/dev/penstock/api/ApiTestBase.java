package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.penstock.api.runs.RunFilter;
import dev.penstock.messaging.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests of the running service share. Each test uses pipelines of its own, and every
 * answer is held against the OpenAPI document.
 */
@QuarkusTestResource(Servers.class)
abstract class ApiTestBase {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject KafkaSettings kafka;

  final String pipeline = "p" + UUID.randomUUID().toString().substring(0, 8);
  FakeServices services;

  @BeforeEach
  void startServices() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> given().get("/q/health/ready").statusCode() == 200);
    services = new FakeServices(kafka);
    RestAssured.replaceFiltersWith(Answers.current());
  }

  @AfterEach
  void stopServices() {
    RestAssured.replaceFiltersWith(List.of());
    services.close();
  }

  ValidatableResponse put(String name, String yaml) {
    return given()
        .contentType("application/yaml")
        .body(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .put("/api/v1/pipelines/" + name)
        .then();
  }

  /** Starts a run of this test's pipeline, which is made where it is missing. */
  String submit() {
    put(pipeline, Script.yaml(pipeline));
    return given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  JsonPath run(String id) {
    return given().get("/api/v1/runs/" + id).then().statusCode(200).extract().jsonPath();
  }

  /** Says that a run that failed is not tried again. */
  void giveUp(String id) {
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
  }

  JsonPath awaitState(String id, String state) {
    return awaitRun(id, run -> run.getString("state").equals(state));
  }

  JsonPath awaitRun(String id, Predicate<JsonPath> condition) {
    return await().atMost(PATIENCE).until(() -> run(id), condition);
  }

  /** The newest runs of a pipeline. */
  static RunFilter newest(String pipeline) {
    return new RunFilter(
        Optional.of(pipeline),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        RunFilter.Sort.NEWEST_FIRST,
        Optional.empty(),
        RunFilter.MAX_LIMIT);
  }
}
