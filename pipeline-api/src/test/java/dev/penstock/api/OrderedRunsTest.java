package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.api.runs.NewRun;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunKind;
import dev.penstock.api.runs.RunOrder;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.api.runs.Submissions;
import dev.penstock.batch.Counts;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Runs with a limit of records, and runs beside each other. */
@QuarkusTest
class OrderedRunsTest extends ApiTestBase {
  @Inject Submissions submissions;

  @Test
  void aLimitedRunReadsOneSplitAfterTheOtherAndNoneThatItDoesNotNeed() {
    keep("queue");
    String before = submit(RunMode.FULL, 0, RunTrigger.MANUAL);
    publish(before, List.of("a"), 10);
    assertThat(state()).isEqualTo(Map.of("seen", 1));

    String id = submit(RunMode.FULL, 15, RunTrigger.MANUAL);
    services.awaitTask(id, Task.PlanStream.class);
    services.report(planned(id, List.of("a", "b", "c")));
    assertThat(awaitReads(id, 1).limit()).isEqualTo(15);
    services.report(extracted(id, "a", 10));
    Task.ReadSplit second = awaitReads(id, 2);
    assertThat(second.split().id()).isEqualTo("b");
    assertThat(second.limit()).isEqualTo(5);
    services.report(extracted(id, "b", 5));

    awaitRun(id, run -> run.getInt("streams[0].splits") == 2);
    finish(id, "a", 10);
    finish(id, "b", 5);
    services.awaitTask(id, Task.Audit.class);
    assertThat(awaitState(id, "AUDITING").getBoolean("books.balanced")).isTrue();
    assertThat(reads(id)).hasSize(2);
    end(id);
    // It read a part of the source, and nobody knows which: the next run reads everything.
    assertThat(state()).isNull();
  }

  @Test
  void besideEachOtherGoRunsOfWhichOneMovesTheSources() {
    keep("allow");
    String mover = submit(RunMode.INCREMENTAL, 0, RunTrigger.MANUAL);
    RunTrigger backfill = new RunTrigger(RunTrigger.Kind.BACKFILL, "b1", null);
    String second = submit(RunMode.INCREMENTAL, 0, RunTrigger.MANUAL);
    String window = submit(RunMode.FULL, 0, backfill);

    assertThat(run(mover).getString("state")).isEqualTo("RUNNING");
    assertThat(run(window).getString("state")).isEqualTo("RUNNING");
    assertThat(run(second).getString("waiting.reason")).contains(mover, "same state");

    // What a part of a backfill has read says nothing of how far the source is read.
    publish(window, List.of("a"), 3);
    given().get(statePath()).then().body("items.size()", equalTo(0));
    publish(mover, List.of("a"), 10);
    assertThat(services.awaitTask(second, Task.PlanStream.class).state().path("seen").asInt())
        .isEqualTo(1);
    assertThat(state()).isEqualTo(Map.of("seen", 1));
    given().post("/api/v1/runs/" + second + "/cancel").then().statusCode(202);
  }

  private void keep(String concurrency) {
    put(
            pipeline,
            ReplayScript.yaml(pipeline, "append", "[]") + "concurrency: " + concurrency + "\n")
        .statusCode(201);
  }

  private String submit(RunMode mode, long limit, RunTrigger trigger) {
    return submissions
        .submit(
            pipeline,
            "digest",
            Optional.empty(),
            version -> {
              List<StreamOutputs> streams =
                  StreamOutputs.of(new DefinitionParser().parse(version.definition()));
              RunOrder order = new RunOrder(Map.of(), Map.of(), null, List.of("s"), limit, trigger);
              Run run =
                  Run.accepted(
                      UUID.randomUUID().toString(),
                      version.id(),
                      version.name(),
                      version.version(),
                      new RunKind(mode, RunFrom.SOURCE, false),
                      order,
                      0,
                      Instant.now());
              return new NewRun(run, Optional.empty(), streams, List.of(), () -> {});
            })
        .id();
  }

  private void publish(String run, List<String> splits, int records) {
    services.awaitTask(run, Task.PlanStream.class);
    services.report(planned(run, splits));
    for (String split : splits) {
      services.report(extracted(run, split, records));
      finish(run, split, records);
    }
    services.awaitTask(run, Task.Audit.class);
    end(run);
  }

  private void end(String run) {
    services.report(new Report.Audited(run, 1, new AuditResult(List.of())));
    services.awaitTask(run, Task.Publish.class);
    services.report(new Report.Published(run, 1, new PublishResult(List.of())));
    awaitState(run, "SUCCEEDED");
  }

  private static Report planned(String run, List<String> splits) {
    return new Report.Planned(
        run,
        1,
        "s",
        0,
        true,
        splits.stream().map(id -> Script.split(id, 1)).toList(),
        ReplayScript.COLUMNS.toJson(),
        ReplayScript.COLUMNS.toJson(),
        JsonNodeFactory.instance.objectNode().put("seen", 1),
        List.of());
  }

  private static Report extracted(String run, String split, int records) {
    return new Report.Extracted(run, 1, "s", split, 1, records, 0, 1, true, null);
  }

  private void finish(String run, String split, int records) {
    Map<String, Counts> counts = Map.of("t", new Counts(records, records, 0, 0, 0));
    services.report(
        new Report.Transformed(run, 1, "s", split, 0, records, 0, counts, List.of(), false),
        new Report.Transformed(run, 1, "s", split, 1, 0, 0, Map.of(), List.of(), true),
        new Report.Loaded(run, 1, "s", split, "t", 1, records, records, 0, true));
  }

  private Task.ReadSplit awaitReads(String run, int count) {
    return await().atMost(PATIENCE).until(() -> reads(run), reads -> reads.size() == count).stream()
        .reduce((one, other) -> one.limit() < other.limit() ? one : other)
        .orElseThrow();
  }

  private List<Task.ReadSplit> reads(String run) {
    return services.tasks(run).stream()
        .filter(Task.ReadSplit.class::isInstance)
        .map(Task.ReadSplit.class::cast)
        .toList();
  }

  private Map<String, Object> state() {
    return given().get(statePath()).jsonPath().getMap("items[0].state");
  }

  private String statePath() {
    return "/api/v1/pipelines/" + pipeline + "/state";
  }
}
