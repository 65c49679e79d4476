package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.batch.Stage;
import dev.penstock.connector.Split;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs that failed are tried again in the same run, from the point of failure. */
@QuarkusTest
class RetryTest extends ApiTestBase {
  @Inject AgroalDataSource database;

  @Test
  void onlyWhatIsNotLoadedToItsEndIsReadAgain() {
    String id = submit();
    Script first = new Script(id, 1);
    services.report(first.planned());
    services.report(whole(first, "a"));
    services.report(first.extracted("b"));
    services.report(first.transformed("b").subList(0, 2));
    services.report(first.loaded("b").subList(0, 2));
    awaitRun(id, run -> run.getInt("rejects.kept") == 14);
    List<Long> kept = rejects(id, "a");
    services.report(failure(id, 1, Stage.LOAD, false));

    JsonPath failed = awaitState(id, "FAILED");
    assertThat(Instant.parse(failed.getString("retryable.until"))).isAfter(Instant.now());
    assertThat(services.tasks(id)).noneMatch(Task.Clean.class::isInstance);
    retry(id).statusCode(202);

    await().atMost(PATIENCE).until(() -> !reads(id, 3).isEmpty());
    JsonPath run = awaitState(id, "RUNNING");
    assertThat(run.getInt("epoch")).isEqualTo(3);
    assertThat(run.getList("problems")).isEmpty();
    assertThat(run.getMap("retryable")).isNull();
    assertThat(run.getList("stages.records", Long.class)).startsWith(18L, 12L, 29L);
    assertThat(run.getInt("rejects.total")).isEqualTo(7);
    assertThat(rejects(id, "a")).isEqualTo(kept);
    assertThat(rejects(id, "b")).isEmpty();
    // What comes late of the first attempt is nothing to the second.
    services.report(whole(first, "b"));
    Script second = new Script(id, 3);
    services.report(whole(second, "b"));

    services.awaitTask(id, Task.Audit.class);
    run = awaitState(id, "AUDITING");
    assertThat(reads(id, 3)).containsExactly("b");
    assertThat(services.tasks(id))
        .noneMatch(task -> task instanceof Task.PlanStream && task.epoch() > 1);
    assertThat(run.getBoolean("books.balanced")).isTrue();
    assertThat(run.getList("stages.records", Long.class)).startsWith(36L, 24L, 58L);
    assertThat(run.getInt("rejects.total")).isEqualTo(14);
    assertThat(run.getInt("rejects.kept")).isEqualTo(14);
    assertThat(run.getList("rejects.byRule.count", Integer.class).stream().mapToInt(n -> n).sum())
        .isEqualTo(14);
    assertThat(run.getList("warnings.count", Integer.class)).containsExactly(12, 4);
    List<Long> all = Stream.concat(rejects(id, "a").stream(), rejects(id, "b").stream()).toList();
    assertThat(all).doesNotHaveDuplicates().hasSize(14);
    assertThat(rejects(id, "a")).isEqualTo(kept);
    services.report(second.audited(true));
    awaitState(id, "PUBLISHING");
    services.report(second.published());
    assertThat(awaitState(id, "SUCCEEDED").getList("completedStages")).hasSize(5);
    retry(id).statusCode(409);
  }

  @Test
  void whatWasNotPlannedIsPlannedAgain() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(failure(id, 1, Stage.EXTRACT, false));
    awaitState(id, "FAILED");

    retry(id).statusCode(202);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                services.tasks(id).stream()
                    .anyMatch(task -> task instanceof Task.PlanStream && task.epoch() == 3));
    services.report(new Script(id, 3).untilStaged());
    assertThat(awaitState(id, "AUDITING").getBoolean("books.balanced")).isTrue();
  }

  @Test
  void aFailedAuditReadsNothingAgain() {
    String id = submit();
    services.report(new Script(id, 1).untilStaged());
    awaitState(id, "AUDITING");
    services.report(new Script(id, 1).audited(false));
    assertThat(awaitState(id, "FAILED").getList("checks")).isNotEmpty();

    retry(id).statusCode(202);

    awaitState(id, "AUDITING");
    await().atMost(PATIENCE).until(() -> services.tasks(id).contains(new Task.Audit(id, 3)));
    assertThat(reads(id, 3)).isEmpty();
    assertThat(run(id).getList("checks")).isEmpty();
    services.report(new Script(id, 3).audited(true));
    awaitState(id, "PUBLISHING");
    services.report(new Script(id, 3).published());
    awaitState(id, "SUCCEEDED");
  }

  @Test
  void aPublishOfWhichNobodyHeardIsFoundOut() {
    String id = submit("retry: { attempts: 2, delay: 10ms }");
    services.report(new Script(id, 1).untilStaged());
    awaitState(id, "AUDITING");
    services.report(new Script(id, 1).audited(true));
    awaitState(id, "PUBLISHING");
    services.report(failure(id, 1, Stage.PUBLISH, true));

    await().atMost(PATIENCE).until(() -> services.tasks(id).contains(new Task.Audit(id, 2)));
    services.report(new Script(id, 2).published());

    JsonPath run = awaitState(id, "SUCCEEDED");
    assertThat(run.getList("tables.table")).containsExactly("bronze.s", "silver.t");
    assertThat(run.getList("completedStages")).hasSize(5);
  }

  @Test
  void somethingPassingIsTriedAgainAsTheDefinitionSays() {
    String id = submit("retry: { attempts: 2, delay: 10s, backoff: fixed, jitter: false }");
    services.awaitTask(id, Task.PlanStream.class);
    Instant before = Instant.now();
    services.report(failure(id, 1, Stage.EXTRACT, true));

    JsonPath waits = awaitState(id, "QUEUED");
    assertThat(waits.getString("retrying.problem.code")).isEqualTo("away");
    assertThat(waits.getInt("retrying.attempt")).isEqualTo(1);
    assertThat(waits.getInt("retrying.of")).isEqualTo(2);
    assertThat(Instant.parse(waits.getString("retrying.nextAt")))
        .isBetween(before.plusSeconds(10), Instant.now().plusSeconds(10));
    String behind = submit();
    awaitState(id, "RUNNING");
    assertThat(Instant.now()).isAfter(before.plusSeconds(10));
    assertThat(run(behind).getString("state")).isEqualTo("QUEUED");
    services.report(failure(id, 2, Stage.EXTRACT, true));

    JsonPath failed = awaitState(id, "FAILED");
    assertThat(failed.getList("problems.code")).containsExactly("away");
    awaitState(behind, "RUNNING");
    List<RunState> states =
        List.of(RunState.RUNNING, RunState.QUEUED, RunState.RUNNING, RunState.FAILED);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(services.runMessages(id).stream().map(message -> message.state()))
                    .containsExactlyElementsOf(states));
  }

  @Test
  void whatDoesNotPassIsNotTriedAgainByItself() {
    String id = submit("retry: { attempts: 2, delay: 10ms }");
    services.awaitTask(id, Task.PlanStream.class);

    services.report(failure(id, 1, Stage.EXTRACT, false));

    assertThat(awaitState(id, "FAILED").getInt("epoch")).isEqualTo(2);
  }

  @Test
  void aRunThatIsSupersededIsCleanedAndNotTriedAgain() {
    String id = failed();
    String next = submit();
    awaitState(next, "RUNNING");

    refused(id, "Another run");

    assertThat(services.awaitTask(id, Task.Clean.class).epoch()).isEqualTo(2);
    assertThat(run(id).getString("retryable.reason")).startsWith("Another run");
    refused(id, "Another run");
  }

  @Test
  void aDryRunSupersedesNothing() {
    String id = failed();
    String dry =
        given()
            .contentType("application/json")
            .body("{\"dry_run\": true}")
            .post("/api/v1/pipelines/" + pipeline + "/runs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    awaitState(dry, "RUNNING");

    retry(id).statusCode(202);

    assertThat(run(id).getString("state")).isEqualTo("QUEUED");
    given().post("/api/v1/runs/" + dry + "/cancel").then().statusCode(202);
    awaitState(id, "RUNNING");
  }

  @Test
  void aRunThatWasKeptForLongEnoughIsCleaned() throws Exception {
    String id = failed();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update run_kept set kept_until = now() where run_id = '" + id + "'"))
          .isEqualTo(1);
    }

    services.awaitTask(id, Task.Clean.class);
    services.report(new Script(id, 2).cleaned(2));
    awaitRun(id, run -> run.getBoolean("cleaned"));
    refused(id, "What it had staged");
  }

  @Test
  void aRunThatIsGivenUpIsCleaned() {
    String id = failed();

    giveUp(id);

    assertThat(run(id).getString("state")).isEqualTo("FAILED");
    services.awaitTask(id, Task.Clean.class);
    refused(id, "It was given up");
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(409);
  }

  @Test
  void aStreamWhoseSourceHeldItsPlanIsPlannedAnew() {
    String id = submit();
    Script first = new Script(id, 1);
    Report.Planned plan = (Report.Planned) first.planned();
    services.report(
        new Report.Planned(
            id,
            1,
            "s",
            0,
            true,
            plan.splits(),
            plan.schema(),
            plan.sourceSchema(),
            null,
            List.of(),
            true));
    services.report(whole(first, "a"));
    services.report(failure(id, 1, Stage.EXTRACT, false));
    awaitState(id, "FAILED");

    retry(id).statusCode(202);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                services.tasks(id).stream()
                    .anyMatch(task -> task instanceof Task.PlanStream && task.epoch() == 3));
    Split split = plan.splits().getLast();
    services.report(
        new Report.Planned(
            id,
            3,
            "s",
            0,
            true,
            List.of(split),
            plan.schema(),
            plan.sourceSchema(),
            null,
            List.of(),
            true));
    await().atMost(PATIENCE).until(() -> reads(id, 3).size() == 2);
    List<Task.ReadSplit> reads =
        services.tasks(id).stream()
            .filter(task -> task instanceof Task.ReadSplit && task.epoch() == 3)
            .map(Task.ReadSplit.class::cast)
            .toList();
    assertThat(reads)
        .anyMatch(read -> read.split().equals(split))
        .anyMatch(read -> read.split().id().equals("a") && read.split().isOfNothing());
    services.report(whole(new Script(id, 3), "b"));
    services.report(
        new Report.Extracted(id, 3, "s", "a", 0, 0, 0, 0, true, null),
        new Report.Transformed(id, 3, "s", "a", 0, 0, 0, java.util.Map.of(), List.of(), true),
        new Report.Loaded(id, 3, "s", "a", "bronze", 0, 0, 0, 0, true),
        new Report.Loaded(id, 3, "s", "a", "t", 0, 0, 0, 0, true));
    JsonPath run = awaitState(id, "AUDITING");
    assertThat(run.getList("stages.records", Long.class)).startsWith(18L, 12L, 29L);
    assertThat(run.getInt("rejects.total")).isEqualTo(7);
  }

  private String failed() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(failure(id, 1, Stage.EXTRACT, false));
    awaitState(id, "FAILED");
    return id;
  }

  private String submit(String more) {
    put(pipeline, Script.yaml(pipeline) + more + "\n");
    return given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static io.restassured.response.ValidatableResponse retry(String id) {
    return given().post("/api/v1/runs/" + id + "/retry").then();
  }

  private static void refused(String id, String why) {
    JsonPath problem = retry(id).statusCode(409).extract().jsonPath();
    assertThat(problem.getString("problems[0].code")).isEqualTo("not-retryable");
    assertThat(problem.getString("problems[0].message")).contains(why);
  }

  private static Report failure(String id, int epoch, Stage stage, boolean passing) {
    Problem problem = Problem.of("away", "connection", "It is away.");
    return new Report.Failed(id, epoch, stage, List.of(problem), passing);
  }

  private static List<Report> whole(Script script, String split) {
    return Stream.of(
            script.extracted(split),
            script.transformed(split),
            script.bronze(split),
            script.loaded(split))
        .flatMap(List::stream)
        .toList();
  }

  private List<String> reads(String id, int epoch) {
    return services.tasks(id).stream()
        .filter(task -> task instanceof Task.ReadSplit && task.epoch() == epoch)
        .map(task -> ((Task.ReadSplit) task).split().id())
        .distinct()
        .toList();
  }

  private static List<Long> rejects(String id, String split) {
    JsonPath page =
        given().get("/api/v1/runs/" + id + "/rejects?limit=100").then().extract().jsonPath();
    return page.getList("items.findAll { it.split == '" + split + "' }.id", Long.class);
  }
}
