package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChecksTest extends ApiTestBase {
  private static final List<Map<String, String>> ROWS =
      IntStream.range(0, 100).mapToObj(i -> Map.of("id", "r" + i, "note", "\0")).toList();

  private static Report audited(String run, boolean passed) {
    CheckResult broken =
        new CheckResult(
            "t: not_null code",
            "t",
            passed,
            "10 rows with NULL in code",
            10,
            ROWS,
            passed ? Outcome.WARNED : Outcome.FAILED,
            passed ? CheckSeverity.WARN : CheckSeverity.ERROR,
            20);
    CheckResult rows = new CheckResult("t: rows min 1", "t", true, "has 20 rows", 0, List.of());
    return new Report.Audited(
        run,
        1,
        new AuditResult(
            List.of(rows, broken),
            List.of(
                new AuditResult.StagedOutput("s", "bronze", 36, 36),
                new AuditResult.StagedOutput("s", "t", 22, 20))));
  }

  private static JsonPath get(String path) {
    return given().get("/api/v1/" + path).then().statusCode(200).extract().jsonPath();
  }

  @Test
  void resultsAndFailingRowsAreKeptOnceHoweverOftenTheAuditIsReported() {
    String id = submit();
    assertThat(get("runs/" + id + "/checks").getMap("")).containsEntry("quality", null);
    services.report(new Script(id, 1).untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(audited(id, true), audited(id, true), audited(id, false));
    services.awaitTask(id, Task.Publish.class);
    services.report(audited(id, false), new Script(id, 1).published());

    JsonPath run = awaitState(id, "SUCCEEDED");
    assertThat(run.getList("checks")).hasSize(2);
    assertThat(run.getString("checks[1].outcome")).isEqualTo("WARNED");
    assertThat(run.getBoolean("checks[1].passed")).isTrue();
    assertThat(run.getList("checks[1].sample")).hasSize(5);

    JsonPath checks = get("runs/" + id + "/checks");
    assertThat(checks.getList("items.number", Integer.class)).containsExactly(1, 2);
    assertThat(checks.getMap("items[1]"))
        .containsEntry("check", "t: not_null code")
        .containsEntry("outcome", "warned")
        .containsEntry("severity", "warn")
        .containsEntry("failing", 10)
        .containsEntry("total", 20)
        .containsEntry("kept", 100)
        .containsEntry("score", 50.00f);
    // (2 * 100 + 50) / 3, and what came to the API's books.
    assertThat(checks.getFloat("quality.score")).isEqualTo(83.33f);
    assertThat(checks.getInt("quality.read")).isEqualTo(40);
    assertThat(checks.getInt("quality.rejected")).isEqualTo(14);
    assertThat(checks.getMap("quality.tables[0]"))
        .containsEntry("name", "t")
        .containsEntry("checks", 2)
        .containsEntry("warned", 1)
        .containsEntry("failed", 0);

    JsonPath rows = get("runs/" + id + "/checks/2/rows");
    assertThat(rows.getList("items")).hasSize(100);
    assertThat(rows.getString("items[99].id")).isEqualTo("r99");
    assertThat(rows.getString("items[0].note")).isEqualTo("\uFFFD");
    assertThat(rows.getString("check.check")).isEqualTo("t: not_null code");
    assertThat(get("runs/" + id + "/checks/1/rows").getList("items")).isEmpty();
  }

  @Test
  void aFailedRunKeepsItsRowsAndTheEventTellsNumbersOnly() {
    String id = submit();
    services.report(new Script(id, 1).untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(audited(id, false));

    awaitState(id, "FAILED");
    assertThat(get("runs/" + id + "/checks/2/rows").getList("items")).hasSize(100);
    assertThat(get("runs/" + id + "/checks").getString("items[1].outcome")).isEqualTo("failed");
    JsonPath trend = get("pipelines/" + pipeline + "/quality");
    assertThat(trend.getList("items.run")).containsExactly(id);
    assertThat(trend.getString("items[0].state")).isEqualTo("FAILED");
    assertThat(trend.getString("items[0].mode")).isEqualTo("incremental");
    assertThat(trend.getFloat("items[0].quality.score")).isEqualTo(75.0f);
    assertThat(trend.getInt("items[0].quality.tables[0].failed")).isEqualTo(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(services.seen(Topics.EVENTS, id))
                    .extracting(event -> new String(event.value(), StandardCharsets.UTF_8))
                    .noneMatch(event -> event.contains("r99") || event.contains("\"r0\""))
                    .anyMatch(event -> event.contains("{\"passed\":1,\"warned\":0,\"failed\":1}")));
  }

  @Test
  void theTrendIsNewestFirstAndBounded() {
    String first = submit();
    services.report(new Script(first, 1).untilStaged());
    services.awaitTask(first, Task.Audit.class);
    services.report(audited(first, false));
    awaitState(first, "FAILED");
    String second = submit();
    services.awaitTask(second, Task.PlanStream.class);
    services.report(new Script(second, 1).untilStaged());
    services.awaitTask(second, Task.Audit.class);
    services.report(audited(second, true));
    services.awaitTask(second, Task.Publish.class);

    String path = "pipelines/" + pipeline + "/quality";
    assertThat(get(path).getList("items.run")).containsExactly(second, first);
    assertThat(get(path + "?limit=1").getList("items.run")).containsExactly(second);
  }

  @Test
  void whatIsNotThereIsRefused() {
    String id = submit();

    given().get("/api/v1/runs/nothing/checks").then().statusCode(404);
    given().get("/api/v1/runs/nothing/checks/1/rows").then().statusCode(404);
    assertThat(
            given()
                .get("/api/v1/runs/" + id + "/checks/1/rows")
                .then()
                .statusCode(404)
                .extract()
                .jsonPath()
                .getString("errors[0].code"))
        .isEqualTo("unknown-check");
    given().get("/api/v1/runs/" + id + "/checks/first/rows").then().statusCode(400);
    given().get("/api/v1/pipelines/no-such-one/quality").then().statusCode(404);
    given().get("/api/v1/pipelines/" + pipeline + "/quality?limit=101").then().statusCode(400);
  }
}
