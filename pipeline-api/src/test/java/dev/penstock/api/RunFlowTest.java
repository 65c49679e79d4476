package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunFlowTest extends ApiTestBase {
  @Test
  void aRunGoesThroughAllStagesToSuccessAndIsForgottenByTheServices() {
    String id = submit();
    Script script = new Script(id, 1);
    Task.PlanStream plan = services.awaitTask(id, Task.PlanStream.class);
    assertThat(plan.stream()).isEqualTo("s");

    services.report(script.untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(script.audited(true));
    services.awaitTask(id, Task.Publish.class);
    services.report(script.published());
    assertThat(services.awaitTask(id, Task.Clean.class).epoch()).isEqualTo(1);
    services.report(script.cleaned(1));

    JsonPath run = awaitRun(id, now -> now.getBoolean("cleaned"));
    assertThat(run.getString("state")).isEqualTo("SUCCEEDED");
    assertThat(run.getList("completedStages"))
        .containsExactly("extract", "transform", "load", "audit", "publish");
    assertThat(run.getList("stages.records", Long.class)).containsExactly(36L, 24L, 58L, 2L, 56L);
    assertThat(run.getList("stages.rejected", Long.class)).containsExactly(4L, 8L, 2L, 0L, 0L);
    assertThat(run.getList("stages.filtered", Long.class)).containsExactly(0L, 4L, 0L, 0L, 0L);
    assertThat(run.getBoolean("books.balanced")).isTrue();
    assertThat(run.getMap("books.entries[1]"))
        .containsEntry("read", 40)
        .containsEntry("extractRejected", 4)
        .containsEntry("transformed", 36)
        .containsEntry("filtered", 4)
        .containsEntry("transformRejected", 8)
        .containsEntry("passed", 24)
        .containsEntry("loadRejected", 2)
        .containsEntry("loaded", 22)
        .containsEntry("removed", 2)
        .containsEntry("published", 20)
        .containsEntry("difference", 0);
    assertThat(run.getInt("rejects.total")).isEqualTo(14);
    assertThat(run.getList("warnings.count", Integer.class)).containsExactly(12, 4);
    assertThat(run.getMap("warnings[0]"))
        .containsEntry("stream", "s")
        .containsEntry("step", "steps[0].validate")
        .containsEntry("rule", "b at most 5")
        .containsEntry("examplePlace", "s.csv:3")
        .containsEntry("exampleMessage", "b: 9\uFFFD is too much");
    assertThat(run.getList("streams[0].splitList.split")).containsExactly("a", "b");
    assertThat(run.getList("streams[0].splitList[0].outputs.output"))
        .containsExactly("bronze", "t");
    assertThat(run.getInt("streams[0].splitsDone")).isEqualTo(2);
    assertThat(run.getList("tables.table")).containsExactly("bronze.s", "silver.t");
    services.awaitStates(
        id, RunState.RUNNING, RunState.AUDITING, RunState.PUBLISHING, RunState.SUCCEEDED);
    assertThat(services.runMessages(id)).extracting(RunMessage::revision).isSorted();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(services.seen(Topics.RUNS, id).getLast().value()).isNull();
              assertThat(services.seen(Topics.CHECKPOINTS, id))
                  .allMatch(tombstone -> tombstone.value() == null)
                  .extracting(tombstone -> tombstone.key())
                  .containsExactlyInAnyOrder(
                      Checkpoint.planKey(id, "s"),
                      id + "/s/a",
                      id + "/s/a/bronze",
                      id + "/s/a/t",
                      id + "/s/b",
                      id + "/s/b/bronze",
                      id + "/s/b/t");
            });
  }

  @Test
  void warningsAreCountedOnceHoweverOftenTheirReportsCome() {
    String id = submit();
    Script script = new Script(id, 1);
    List<Report> all = script.untilStaged();
    services.report(script.planned());
    services.report(script.transformed("a"));
    services.report(script.transformed("a").subList(0, 2));
    services.report(script.transformed("b").subList(0, 1));
    services.report(script.transformed("b").subList(0, 1));

    services.report(all);

    services.awaitTask(id, Task.Audit.class);
    JsonPath run = awaitState(id, "AUDITING");
    assertThat(run.getList("warnings.count", Integer.class)).containsExactly(12, 4);
  }

  @Test
  void aFailingCheckFailsTheRunAndKeepsItsSampleRows() {
    String id = submit();
    Script script = new Script(id, 1);
    services.report(script.untilStaged());
    services.awaitTask(id, Task.Audit.class);

    services.report(script.audited(false));

    JsonPath run = awaitState(id, "FAILED");
    assertThat(run.getList("problems.code")).containsExactly("check-failed");
    assertThat(run.getString("problems[0].message")).contains("2 rows have no code");
    assertThat(run.getString("checks[1].sample[0].id")).isEqualTo("7");
    assertThat(run.getString("stages[3].state")).isEqualTo("FAILED");
    assertThat(services.tasks(id)).noneMatch(Task.Clean.class::isInstance);
    giveUp(id);
    assertThat(services.awaitTask(id, Task.Clean.class).epoch()).isEqualTo(2);
    assertThat(services.tasks(id)).noneMatch(Task.Publish.class::isInstance);
  }

  @Test
  void aFailureIsShownWithItsProblemsAndLaterReportsChangeNothing() {
    String id = submit();
    Script script = new Script(id, 1);
    Problem problem = new Problem("missing-file", "s.csv", "There is no file s.csv.", "Add it.");

    services.report(new Report.Failed(id, 1, Stage.EXTRACT, List.of(problem)));
    JsonPath failed = awaitState(id, "FAILED");
    services.report(script.untilStaged());
    services.report(script.audited(true));
    services.report(script.published());
    giveUp(id);
    services.report(script.cleaned(2));

    JsonPath run = awaitRun(id, now -> now.getBoolean("cleaned"));
    assertThat(run.getString("state")).isEqualTo("FAILED");
    assertThat(run.getInt("epoch")).isEqualTo(2);
    assertThat(run.getString("problems[0].message")).isEqualTo("There is no file s.csv.");
    assertThat(run.getString("stages[0].state")).isEqualTo("FAILED");
    assertThat(run.getInt("stages[0].records")).isZero();
    assertThat(run.getLong("durationMillis")).isEqualTo(failed.getLong("durationMillis"));
  }

  @Test
  void booksThatDoNotBalanceFailTheRunWithTheirNumbers() {
    String id = submit();
    Script script = new Script(id, 1);
    List<Report> reports = new ArrayList<>(script.untilStaged());
    // Split a lacks a row that split b has too many: the totals agree, the splits do not.
    reports.removeLast();
    reports.add(new Report.Loaded(id, 1, "s", "b", "t", 2, 12, 12, 1, true));
    reports.set(
        reports.indexOf(script.loaded("a").getLast()),
        new Report.Loaded(id, 1, "s", "a", "t", 2, 12, 10, 1, true));

    services.report(reports);

    JsonPath run = awaitState(id, "FAILED");
    assertThat(run.getList("problems.code")).containsExactly("books-do-not-balance");
    assertThat(run.getString("problems[0].where")).isEqualTo("streams.s.outputs.t");
    assertThat(run.getString("problems[0].message")).contains("2 records", "loaded 22");
    assertThat(run.getBoolean("books.balanced")).isFalse();
  }

  @Test
  void anEmptySourceSucceedsWithZeroRows() {
    String id = submit();
    services.report(
        new Report.Planned(
            id, 1, "s", 0, true, List.of(Script.split("a", 0)), "{}", "{}", null, List.of()),
        new Report.Extracted(id, 1, "s", "a", 0, 0, 0, 0, true, null),
        new Report.Transformed(id, 1, "s", "a", 0, 0, 0, Map.of(), List.of(), true),
        new Report.Loaded(id, 1, "s", "a", "bronze", 0, 0, 0, 0, true),
        new Report.Loaded(id, 1, "s", "a", "t", 0, 0, 0, 0, true));

    assertThat(awaitState(id, "AUDITING").getBoolean("books.balanced")).isTrue();
  }

  @Test
  void repeatedAndShuffledReportsCountOnce() {
    long seed = System.nanoTime();
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 3; round++) {
      String id = submit();
      Script script = new Script(id, 1);
      services.report(shuffled(script.lanes(), random));
      JsonPath staged = awaitState(id, "AUDITING");
      assertThat(staged.getBoolean("books.balanced")).as("seed %d", seed).isTrue();
      List<Report> after = new ArrayList<>(script.untilStaged());
      after.add(script.audited(true));
      after.add(script.audited(true));
      services.report(after);
      services.awaitTask(id, Task.Publish.class);
      services.report(
          script.audited(true),
          script.planned(),
          script.published(),
          script.published(),
          new Report.Failed(
              id, 1, Stage.PUBLISH, List.of(Problem.of("late", "x", "comes too late"))),
          script.cleaned(1),
          script.cleaned(1));

      JsonPath run = awaitRun(id, now -> now.getBoolean("cleaned"));
      assertThat(run.getString("state")).as("seed %d", seed).isEqualTo("SUCCEEDED");
      assertThat(run.getList("stages.records", Long.class))
          .as("seed %d", seed)
          .containsExactly(36L, 24L, 58L, 2L, 56L);
      assertThat(services.tasks(id).stream().filter(Task.Publish.class::isInstance)).hasSize(1);
    }
  }

  @Test
  void somethingPassingIsShownAsRetryingUntilItIsOver() {
    String id = submit();
    Problem problem = Problem.of("connection-lost", "connection warehouse", "It does not answer.");
    services.report(new Report.Retrying(id, 1, Stage.LOAD, 2, problem));

    JsonPath held = awaitRun(id, run -> run.getMap("retrying") != null);
    assertThat(held.getString("retrying.stage")).isEqualTo("load");
    assertThat(held.getInt("retrying.attempt")).isEqualTo(2);
    assertThat(held.getString("retrying.problem.code")).isEqualTo("connection-lost");

    services.report(new Script(id, 1).loaded("a").getFirst());

    assertThat(awaitRun(id, run -> run.getMap("retrying") == null).getString("state"))
        .isEqualTo("RUNNING");
  }

  /** Keeps the order of each lane, mixes the lanes, and repeats reports from any earlier point. */
  private static List<Report> shuffled(List<List<Report>> lanes, Random random) {
    List<Deque<Report>> left = new ArrayList<>();
    lanes.forEach(lane -> left.add(new ArrayDeque<>(lane)));
    List<Report> sent = new ArrayList<>();
    while (!left.isEmpty()) {
      Deque<Report> lane = left.get(random.nextInt(left.size()));
      sent.add(lane.removeFirst());
      if (lane.isEmpty()) {
        left.remove(lane);
      }
      if (random.nextInt(3) == 0) {
        sent.add(sent.get(random.nextInt(sent.size())));
      }
    }
    return sent;
  }
}
