package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.api.Answers.Operation;
import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document against the service that it describes. Every answer of every test here is
 * held against it by {@link Answers}; this class sees to it that no GET is left out.
 */
@QuarkusTest
class OpenApiTest extends ApiTestBase {
  private static final String ROOT = "/api/v1";

  /** What is answered in other tests: streams, and rows of a database that only one test has. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "/api/v1/events",
          "/api/v1/runs/{id}/events",
          "/api/v1/lineage/rows/{table}",
          // The columns of this test's sources are made up; StreamStateTest has real ones.
          "/api/v1/pipelines/{name}/state",
          "/api/v1/session/oidc");

  private static final String FAILURE = "The source broke.";

  @Test
  void everyGetAnswersInTheFormThatTheDocumentTells() {
    Answers answers = Answers.current();
    String backfill = backfill();
    List<String> runs = runs();
    Set<String> asked = new TreeSet<>();
    for (String path : gets()) {
      List<String> others = new ArrayList<>();
      for (String run : path.contains("/runs/{id}") ? runs : List.of("")) {
        String address =
            path.replace("/runs/{id}", "/runs/" + run)
                .replace("/backfills/{id}", "/backfills/" + backfill)
                .replace("/pipelines/{name}", "/pipelines/" + pipeline)
                .replace("{connection}/{table}", "warehouse/silver.t")
                .replace("{number}", "2");
        assertThat(address)
            .as("GET %s: say here what its parameters are, or that it is tested elsewhere", path)
            .doesNotContain("{");
        Response answer = given().get(address);
        if (answer.statusCode() == 200) {
          asked.add(path);
        } else {
          others.add(answer.statusCode() + " " + answer.asString());
        }
      }
      assertThat(asked).as("GET %s is answered: %s", path, others).contains(path);
    }
    assertThat(asked).contains("/api/v1/runs/{id}/checks/{number}/rows");
  }

  @Test
  void everyGetThatNamesSomethingUnknownAnswersWithAProblem() {
    for (String path : gets()) {
      String unknown = path.replaceAll("\\{(id|name)}", UUID.randomUUID().toString());
      if (!unknown.equals(path)) {
        assertThat(given().get(unknown.replace("{number}", "1")).statusCode())
            .as("GET %s", path)
            .isEqualTo(404);
      }
    }
  }

  @Test
  void whatTheDocumentShowsAsAnExampleIsOfTheFormThatItTells() {
    Answers answers = Answers.current();
    List<String> mistakes = new ArrayList<>();
    answers
        .document()
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation ->
                        operation
                            .path("responses")
                            .forEach(response -> mistakes.addAll(examples(answers, response)))));
    assertThat(mistakes).isEmpty();
  }

  private static List<String> examples(Answers answers, JsonNode response) {
    List<String> mistakes = new ArrayList<>();
    response
        .path("content")
        .properties()
        .forEach(
            content -> {
              if (content.getKey().endsWith("json")) {
                content
                    .getValue()
                    .path("examples")
                    .forEach(
                        example -> {
                          JsonNode value = example.path("value");
                          mistakes.addAll(
                              answers.validate(
                                  content.getValue().path("schema"),
                                  value.isTextual() ? value.asText() : value.toString()));
                        });
              }
            });
    return mistakes;
  }

  @Test
  void everyFieldOfAnAnswerIsRequiredAndNullOnlyWhereTheDocumentSaysSo() {
    JsonNode schemas = Answers.current().document().path("components").path("schemas");
    schemas
        .properties()
        .forEach(
            schema -> {
              Set<String> fields = new TreeSet<>();
              schema.getValue().path("properties").fieldNames().forEachRemaining(fields::add);
              Set<String> required = new TreeSet<>();
              schema.getValue().path("required").forEach(field -> required.add(field.asText()));
              assertThat(required).as(schema.getKey()).isEqualTo(fields);
            });
    JsonNode run = schemas.path("RunView").path("properties");
    assertThat(run.path("id").path("type").asText()).isEqualTo("string");
    assertThat(run.path("environment").path("type").toString()).contains("null");
    assertThat(run.path("stalled").path("anyOf").toString()).contains("null");
  }

  @Test
  void anAnswerThatTheDocumentDoesNotTellIsFound() {
    Answers answers = Answers.current();
    JsonNode page =
        JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/ActionPage");
    assertThat(answers.validate(page, "{\"items\":[],\"next\":null}")).isEmpty();
    assertThat(answers.validate(page, "{\"items\":[]}")).hasSize(1);
    assertThat(answers.validate(page, "{\"items\":[],\"next\":1}")).hasSize(1);
    assertThat(answers.validate(page, "{\"items\":null,\"next\":null}")).hasSize(1);
    assertThat(answers.validate(page, "{\"items\":[],\"next\":null,\"more\":1}")).hasSize(1);
    assertThat(answers.validate(page, "{\"items\":[{\"at\":\"x\"}],\"next\":null}")).isNotEmpty();
  }

  private static List<String> gets() {
    List<String> found =
        Answers.current().operations().stream()
            .filter(operation -> operation.method().equals("GET"))
            .map(Operation::path)
            .filter(path -> path.startsWith(ROOT) && !ELSEWHERE.contains(path))
            .toList();
    assertThat(found).hasSizeGreaterThan(15);
    return found;
  }

  private String backfill() {
    put(pipeline, definition()).body("problems", nullValue()).statusCode(201);
    return given()
        .body("{\"from\": \"2026-01-01\", \"to\": \"2026-01-03\", \"step\": \"1d\"}")
        .post(ROOT + "/pipelines/" + pipeline + "/backfills")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private String definition() {
    return Script.yaml(pipeline).replace("mode: replace", "mode: append")
        + """
        schedule: { every: 24h }
        parameters:
          from: { type: date, default: 2026-01-01 }
          to: { type: date, default: 2026-01-02 }
        backfill: { from: from, to: to }
        concurrency: allow
        """;
  }

  /** Runs in the states in which they look different. */
  private List<String> runs() {
    String published = start();
    services.awaitTask(published, Task.PlanStream.class);
    services.report(new Script(published, 1).untilStaged());
    services.awaitTask(published, Task.Audit.class);
    services.report(audited(published));
    services.awaitTask(published, Task.Publish.class);
    services.report(new Script(published, 1).published());
    awaitState(published, "SUCCEEDED");

    String failed = start();
    services.awaitTask(failed, Task.PlanStream.class);
    services.report(
        new Report.Failed(
            failed, 1, Stage.EXTRACT, List.of(Problem.of("x", "streams.s", FAILURE))));
    awaitState(failed, "FAILED");

    String running = start();
    services.awaitTask(running, Task.PlanStream.class);
    services.report(new Script(running, 1).planned());
    awaitRun(running, run -> run.getInt("streams[0].splits") == 2);
    return List.of(published, failed, running);
  }

  private String start() {
    return given()
        .post(ROOT + "/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static Report audited(String run) {
    return new Report.Audited(
        run,
        1,
        new AuditResult(
            List.of(
                new CheckResult("t: rows min 1", "t", true, "has 20 rows", 0, List.of()),
                new CheckResult(
                    "t: not_null code",
                    "t",
                    true,
                    "1 row with NULL in code",
                    1,
                    List.of(Map.of("id", "7", "code", "\0")),
                    Outcome.WARNED,
                    CheckSeverity.WARN,
                    20)),
            List.of(
                new AuditResult.StagedOutput("s", "bronze", 36, 36),
                new AuditResult.StagedOutput("s", "t", 22, 20))));
  }
}
