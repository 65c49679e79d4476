package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.runs.Submissions;
import dev.penstock.api.schedule.Arrivals;
import dev.penstock.api.schedule.FileListing;
import dev.penstock.api.schedule.ScheduleStore;
import dev.penstock.api.schedule.Schedules;
import dev.penstock.api.store.Transactions;
import dev.penstock.connector.Connections;
import dev.penstock.connectors.Connectors;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.Task;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that start by themselves. The clock is the test's, the beats of the service rest. */
@QuarkusTest
class ScheduleTest extends ApiTestBase {
  private static final String SKIP = "concurrency: skip\n";

  @Inject ScheduleStore store;
  @Inject PipelineStore pipelines;
  @Inject RunStore runStore;
  @Inject Submissions submissions;
  @Inject ActionLog actions;
  @Inject Transactions transactions;
  @Inject Connections connections;
  @Inject Scheduler scheduler;

  private final Replica.Time time =
      new Replica.Time(Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(1));

  @BeforeEach
  void rest() {
    scheduler.pause("schedules");
    scheduler.pause("arrivals");
  }

  @AfterEach
  void goOn() {
    given().delete("/api/v1/pipelines/" + pipeline);
    given().delete("/api/v1/pipelines/" + pipeline + "-b");
    scheduler.resume("schedules");
    scheduler.resume("arrivals");
  }

  @Test
  void eachTimeStartsOneRunWithWhatTheScheduleSays() {
    scheduled(SKIP + "schedule: { every: 10m, mode: full }\n");
    Schedules schedules = replica(time, transactions);
    schedules.beat();
    assertThat(runs()).isEmpty();

    time.to(pipelineTime().plusSeconds(1));
    for (int i = 0; i < 3; i++) {
      time.forward(Duration.ofMinutes(10));
      schedules.beat();
      schedules.beat();
    }

    assertThat(runs()).hasSize(3);
    assertThat(runs().getFirst().mode().name()).isEqualTo("FULL");
    assertThat(dues().get(1)).isEqualTo(dues().get(0).plus(10, ChronoUnit.MINUTES));
    assertThat(dues().get(2)).isEqualTo(dues().get(0).plus(20, ChronoUnit.MINUTES));
    assertThat(runs())
        .allSatisfy(
            run -> assertThat(run.order().trigger().kind()).isEqualTo(RunTrigger.Kind.SCHEDULE));
    given()
        .get("/api/v1/pipelines/" + pipeline + "/schedule")
        .then()
        .statusCode(200)
        .body("trigger.every", equalTo(600))
        .body("last.run", equalTo(runs().getLast().id()))
        .body("next", hasSize(5));
  }

  @Test
  void replicasThatDieAtAnyMomentStartEachTimeOnce() throws Exception {
    long seed = Long.getLong("penstock.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    scheduled(
        SKIP + "schedule: { cron: \"*/5 * * * *\", timezone: Europe/Berlin, catch_up: all }\n");
    time.to(pipelineTime().plusSeconds(1));
    List<Instant> expected = new ArrayList<>();
    replica(time, transactions).beat();
    Instant next = time.instant().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    time.to(next.minusSeconds(1));
    replica(time, transactions).beat();
    int before = runs().size();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 8; i++) {
        time.to(next.plusSeconds(1));
        expected.add(next);
        next = next.plus(5, ChronoUnit.MINUTES);
        List<Future<?>> all = new ArrayList<>();
        for (int replica = 0; replica < 3; replica++) {
          Random random = new Random(seed + i * 3L + replica);
          all.add(threads.submit(() -> mortal(random)));
        }
        for (Future<?> one : all) {
          one.get();
        }
      }
    }
    for (int i = 0; i < 10; i++) {
      replica(time, transactions).beat();
    }

    assertThat(dues().subList(before, dues().size())).isEqualTo(expected);
  }

  private void mortal(Random random) {
    try {
      replica(time, new Replica.Mortal(transactions, () -> random.nextInt(6) == 0)).beat();
    } catch (Replica.Death | TransientException e) {
      // Its work is left to the others.
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 0", "last, 1", "all, 3"})
  void whatWasMissedIsLeftOutUnlessTheScheduleSaysOtherwise(String catchUp, int runs) {
    scheduled(SKIP + "schedule: { every: 1h, catch_up: " + catchUp + " }\n");
    Schedules schedules = replica(time, transactions);
    schedules.beat();
    time.to(pipelineTime().plus(3, ChronoUnit.HOURS).plusSeconds(600));
    schedules.beat();
    schedules.beat();

    assertThat(dues()).hasSize(runs).isSorted();
    time.to(pipelineTime().plus(4, ChronoUnit.HOURS).plusSeconds(5));
    schedules.beat();
    assertThat(dues()).hasSize(runs + 1);
  }

  @Test
  void whenARunWasDueIsAParameterInTheZoneOfTheSchedule() {
    scheduled(
        "parameters: { day: { type: date, default: 2026-01-01 } }\n"
            + "schedule:\n  cron: \"30 0 * * *\"\n  timezone: Pacific/Auckland\n"
            + "  parameters: { day: \"${scheduled_date}\" }\n");
    Schedules schedules = replica(time, transactions);
    schedules.beat();
    Instant due = schedules.view(pipeline).next().getFirst();
    time.to(due.plusSeconds(10));
    schedules.beat();

    assertThat(runs()).hasSize(1);
    assertThat(runs().getFirst().order().parameters())
        .containsEntry("day", due.atZone(ZoneId.of("Pacific/Auckland")).toLocalDate().toString());
    put(pipeline, Script.yaml(pipeline) + "schedule: { every: 1h, parameters: { dya: \"1\" } }\n")
        .statusCode(422)
        .body("problems[0].code", equalTo("unknown-parameter"));
    given().post("/api/v1/runs/" + runs().getFirst().id() + "/cancel").then().statusCode(202);
  }

  @Test
  void aPausedScheduleStartsNothingAlsoWithANewVersion() {
    scheduled(SKIP + "schedule: { every: 1h }\n");
    given()
        .post("/api/v1/pipelines/" + pipeline + "/schedule/pause")
        .then()
        .statusCode(200)
        .body("paused", equalTo(true))
        .body("next", hasSize(0));
    put(pipeline, Script.yaml(pipeline) + SKIP + "schedule: { every: 2h }\n").statusCode(200);
    Schedules schedules = replica(time, transactions);
    schedules.beat();
    time.forward(Duration.ofHours(5));
    schedules.beat();
    assertThat(runs()).isEmpty();

    assertThat(schedules.resume(pipeline).paused()).isFalse();
    schedules.beat();
    assertThat(runs()).isEmpty();
    time.to(schedules.view(pipeline).next().getFirst().plusSeconds(1));
    schedules.beat();
    assertThat(runs()).hasSize(1);
  }

  @Test
  void aPipelineFollowsAnotherOnesSuccessOnce() {
    String follower = pipeline + "-b";
    put(follower, Script.yaml(follower) + "schedule: { after: " + pipeline + " }\n")
        .statusCode(201);
    Schedules schedules = replica(time, transactions);
    schedules.beat();
    String dry = submit("{\"dry_run\": true}");
    succeed(dry);
    String real = submit("{}");
    succeed(real);
    String cancelled = submit("{}");
    given().post("/api/v1/runs/" + cancelled + "/cancel").then().statusCode(202);
    time.forward(Duration.ofMinutes(5));
    schedules.beat();
    schedules.beat();

    List<Run> started = runs(follower);
    assertThat(started).hasSize(1);
    assertThat(started.getFirst().order().trigger())
        .isEqualTo(new RunTrigger(RunTrigger.Kind.AFTER, real, null));
    given().post("/api/v1/runs/" + started.getFirst().id() + "/cancel").then().statusCode(202);
  }

  @Test
  void pipelinesThatWouldFollowEachOtherForEverAreRefused() {
    String other = pipeline + "-b";
    put(other, Script.yaml(other) + "schedule: { after: " + pipeline + " }\n").statusCode(201);
    put(pipeline, Script.yaml(pipeline) + "schedule: { after: " + other + " }\n")
        .statusCode(422)
        .body("problems[0].code", equalTo("schedule-cycle"))
        .body("problems[0].message", containsString(other));
    put(pipeline, Script.yaml(pipeline) + "schedule: { after: " + pipeline + " }\n")
        .statusCode(422)
        .body("problems[0].code", equalTo("schedule-cycle"));
  }

  @Test
  void aFileHasArrivedOnceItHasNotChangedBetweenTwoLooks() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", pipeline));
    Files.writeString(folder.resolve("old.csv"), "a\n1\n");
    scheduled(
        SKIP
            + "schedule: { arrival: { connection: examples, path: "
            + pipeline
            + "/*.csv, every: 10s } }\n");
    Schedules schedules = replica(time, transactions);
    Arrivals arrivals =
        new Arrivals(
            store,
            pipelines,
            new FileListing(connections, Connectors.files(), Clock.systemUTC()),
            transactions,
            time,
            new Random(1));
    schedules.beat();
    look(arrivals, schedules);
    look(arrivals, schedules);
    assertThat(runs()).isEmpty();

    Path growing = folder.resolve("new.csv");
    Files.writeString(growing, "a\n");
    look(arrivals, schedules);
    Files.writeString(growing, "a\n1\n2\n");
    look(arrivals, schedules);
    assertThat(runs()).isEmpty();
    look(arrivals, schedules);
    look(arrivals, schedules);
    assertThat(runs()).hasSize(1);
    assertThat(runs().getFirst().order().trigger().kind()).isEqualTo(RunTrigger.Kind.ARRIVAL);

    Files.delete(growing);
    look(arrivals, schedules);
    Files.writeString(growing, "a\n1\n2\n3\n");
    look(arrivals, schedules);
    look(arrivals, schedules);
    assertThat(runs()).hasSize(2);
  }

  @Test
  void whereFilesCannotBeLookedForTheScheduleSaysWhy() {
    put(
            pipeline,
            Script.yaml(pipeline)
                + "schedule: { arrival: { connection: examples, path: ../x.csv } }\n")
        .statusCode(422)
        .body("problems[0].where", equalTo("schedule.arrival"));
    put(
            pipeline,
            Script.yaml(pipeline)
                + "schedule: { arrival: { connection: warehouse, path: x.csv } }\n")
        .statusCode(422)
        .body("problems[0].where", equalTo("schedule.arrival"));
  }

  @Test
  void mistakesInAScheduleAreTold() {
    for (String[] mistake :
        new String[][] {
          {"{ cron: \"0 25 * * *\" }", "schedule.cron", "hour"},
          {"{ cron: \"0 0 30 2 *\" }", "schedule.cron", "never"},
          {"{ cron: \"0 2 * * *\", timezone: Europe/Berlyn }", "schedule.timezone", "Berlyn"},
          {"{ every: soon }", "schedule.every", "soon"},
          {"{ every: 1h, after: x }", "schedule", "exactly one"},
          {"{ mode: full }", "schedule", "exactly one"}
        }) {
      put(pipeline, Script.yaml(pipeline) + "schedule: " + mistake[0] + "\n")
          .statusCode(422)
          .body("problems[0].where", equalTo(mistake[1]))
          .body("problems[0].message", containsString(mistake[2]));
    }
  }

  @Test
  void aPipelineWithoutAScheduleHasNothingToPause() {
    put(pipeline, Script.yaml(pipeline)).statusCode(201);
    given()
        .get("/api/v1/pipelines/" + pipeline + "/schedule")
        .then()
        .statusCode(200)
        .body("trigger", nullValue());
    given()
        .post("/api/v1/pipelines/" + pipeline + "/schedule/pause")
        .then()
        .statusCode(409)
        .body("problems[0].code", equalTo("no-schedule"));
    given().get("/api/v1/pipelines/none-such/schedule").then().statusCode(404);
  }

  @Test
  void theServiceStartsRunsByItself() {
    scheduler.resume("schedules");
    scheduled(SKIP + "schedule: { every: 1s }\n");
    await().atMost(PATIENCE).until(() -> runs().size() >= 3);
    given().post("/api/v1/pipelines/" + pipeline + "/schedule/pause").then().statusCode(200);

    assertThat(dues()).doesNotHaveDuplicates().isSorted();
    assertThat(given().get("/api/v1/schedules").jsonPath().getList("items.pipeline"))
        .doesNotContain(pipeline);
  }

  @Test
  void skipLeavesOutWhatComesWhileAnotherRunIsNotOver() {
    put(pipeline, Script.yaml(pipeline) + SKIP).statusCode(201);
    String first = submit("{}");
    String second = submit("{}");
    JsonPath run = run(second);
    assertThat(run.getString("state")).isEqualTo("CANCELLED");
    assertThat(run.getString("problems[0].code")).isEqualTo("skipped");
    assertThat(run.getString("problems[0].message")).contains(first);
    assertThat(run(first).getString("state")).isEqualTo("RUNNING");
    given().post("/api/v1/runs/" + first + "/cancel").then().statusCode(202);
    assertThat(run(submit("{}")).getString("state")).isEqualTo("RUNNING");
  }

  @Test
  void cancelOlderTakesThePlaceOfAllButTheOneThatPublishes() {
    put(pipeline, Script.yaml(pipeline) + "concurrency: cancel_older\n").statusCode(201);
    String first = submit("{}");
    String second = submit("{}");
    assertThat(run(first).getString("state")).isEqualTo("CANCELLED");
    assertThat(run(second).getString("state")).isEqualTo("RUNNING");

    publishing(second);
    String third = submit("{}");
    String fourth = submit("{}");
    assertThat(run(second).getString("state")).isEqualTo("PUBLISHING");
    assertThat(run(third).getString("state")).isEqualTo("CANCELLED");
    assertThat(run(fourth).getString("state")).isEqualTo("QUEUED");
    services.report(new Script(second, 1).published());
    awaitState(fourth, "RUNNING");
  }

  private void look(Arrivals arrivals, Schedules schedules) {
    time.forward(Duration.ofSeconds(15));
    arrivals.beat();
    schedules.beat();
  }

  private void publishing(String id) {
    Script script = new Script(id, 1);
    services.awaitTask(id, Task.PlanStream.class);
    services.report(script.untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(script.audited(true));
    awaitState(id, "PUBLISHING");
  }

  private void succeed(String id) {
    publishing(id);
    services.report(new Script(id, 1).published());
    awaitState(id, "SUCCEEDED");
  }

  private String submit(String body) {
    if (given().get("/api/v1/pipelines/" + pipeline).statusCode() == 404) {
      put(pipeline, Script.yaml(pipeline)).statusCode(201);
    }
    return given()
        .contentType("application/json")
        .body(body)
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private void scheduled(String more) {
    put(pipeline, Script.yaml(pipeline) + more);
  }

  private Instant pipelineTime() {
    return Instant.parse(
        given().get("/api/v1/pipelines/" + pipeline).jsonPath().getString("createdAt"));
  }

  private Schedules replica(Clock clock, Transactions its) {
    return new Schedules(
        store, pipelines, runStore, new RunStarter(submissions), actions, its, clock);
  }

  private List<Run> runs() {
    return runs(pipeline);
  }

  private List<Run> runs(String of) {
    return transactions.read(() -> runStore.list(newest(of))).stream()
        .sorted(
            Comparator.comparing(Run::createdAt)
                .thenComparing(run -> String.valueOf(run.order().trigger().due())))
        .toList();
  }

  private List<Instant> dues() {
    return runs().stream().map(run -> run.order().trigger().due()).toList();
  }
}
