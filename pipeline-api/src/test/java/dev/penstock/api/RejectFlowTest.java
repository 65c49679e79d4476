package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.lessThan;

import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Rejects and counts come by two topics; a run needs both. */
@QuarkusTest
class RejectFlowTest extends ApiTestBase {
  @Test
  void aRunIsAuditedOnlyOnceAllItsRejectsAreHere() {
    String id = submit();
    List<Report> reports = new Script(id, 1).untilStaged();
    List<RejectMessage> rejects = rejects(reports);
    reports.forEach(services::reportAlone);
    rejects.subList(0, 13).forEach(reject -> services.send(reject.toRecord()));
    awaitRun(id, run -> run.getInt("rejects.kept") == 13);

    JsonPath held = awaitRun(id, run -> run.getMap("retrying") != null);
    assertThat(held.getString("state")).isEqualTo("RUNNING");
    assertThat(held.getString("retrying.problem.code")).isEqualTo("rejects-under-way");
    assertThat(held.getString("retrying.problem.message")).startsWith("1 of 14 rejects");

    services.send(rejects.getLast().toRecord());

    assertThat(awaitState(id, "AUDITING").getMap("retrying")).isNull();
    services.awaitTask(id, Task.Audit.class);
  }

  @Test
  void rejectsThatCannotComeFailTheRunVisibly() {
    String id = submit();
    List<Report> reports = new Script(id, 1).untilStaged();
    List<RejectMessage> rejects = rejects(reports);
    rejects.subList(1, rejects.size()).forEach(reject -> services.send(reject.toRecord()));
    services.send(new ProducerRecord<>(Topics.REJECTS, id + "/s/a", new byte[] {1}));
    reports.forEach(services::reportAlone);

    JsonPath run =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> run(id), now -> now.getString("state").equals("FAILED"));

    assertThat(run.getList("problems.code")).containsExactly("rejects-missing");
    assertThat(run.getString("problems[0].message")).startsWith("1 of 14 rejects");
    assertThat(services.tasks(id)).noneMatch(Task.Audit.class::isInstance);
  }

  @Test
  void aBudgetOfANumberFailsTheRunAtOnceWithItsReasons() {
    String id = submit("{ max: 1 }");
    Script script = new Script(id, 1);

    services.report(script.planned());
    services.report(script.extracted("a").getFirst());
    awaitRun(id, run -> run.getInt("rejects.total") == 1);
    assertThat(run(id).getString("state")).isEqualTo("RUNNING");
    services.report(script.transformed("a").getFirst());

    JsonPath run = awaitState(id, "FAILED");
    assertThat(run.getList("problems.code").subList(0, 2))
        .containsExactly("too-many-rejects", "reject-reason");
    assertThat(run.getString("problems[0].where")).isEqualTo("streams.s.rejects");
    assertThat(run.getString("problems[0].message")).endsWith("at most 1 may be.");
    assertThat(run.getList("problems.message", String.class).toString())
        .contains("rule of TRANSFORM", "s.csv:0");
    assertThat(run.getInt("epoch")).isEqualTo(2);
    giveUp(id);
    services.awaitTask(id, Task.Clean.class);
  }

  @Test
  void aBudgetOfAPartIsJudgedExactlyAtTheEndOfReading() {
    // 14 of 40 records are rejects.
    String borne = submit("{ max: 35% }");
    services.report(new Script(borne, 1).untilStaged());
    awaitState(borne, "AUDITING");
    given().post("/api/v1/runs/" + borne + "/cancel").then().statusCode(202);

    String id = submit("{ max: 34.999999% }");
    services.report(new Script(id, 1).untilStaged());

    JsonPath run = awaitState(id, "FAILED");
    assertThat(run.getString("problems[0].code")).isEqualTo("too-many-rejects");
    assertThat(run.getString("problems[0].message"))
        .isEqualTo("14 of 40 records read were rejected so far, 35 %; at most 34.999999% may be.");
    assertThat(run.getList("stages.state").get(1)).isEqualTo("FAILED");
  }

  @Test
  void theTallyEqualsTheCountsHoweverRejectsAndReportsComeTogether() {
    long seed = Objects.requireNonNullElse(Long.getLong("penstock.seed"), System.nanoTime());
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 5; round++) {
      String id = submit();
      List<List<Report>> reports = new Script(id, 1).lanes();
      List<List<ProducerRecord<String, byte[]>>> lanes = new ArrayList<>();
      for (List<Report> lane : reports) {
        // Totals repeat all rejects of the split so far, so each lane repeats itself.
        lanes.add(rejects(lane).stream().map(RejectMessage::toRecord).toList());
      }
      List<Report> counts = new ArrayList<>(new Script(id, 1).untilStaged());
      if (random.nextBoolean()) {
        counts.addAll(counts.subList(random.nextInt(counts.size()), counts.size()));
      }
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                try (FakeServices second = new FakeServices(kafka)) {
                  mixed(lanes, new Random(seed)).forEach(second::send);
                }
              },
              // Not on a pool's thread, which may know other classes.
              Thread::startVirtualThread);
      counts.forEach(services::reportAlone);
      other.join();

      JsonPath run = awaitState(id, "AUDITING");
      assertThat(run.getInt("rejects.total")).as("seed %d", seed).isEqualTo(14);
      JsonPath totals =
          given().get("/api/v1/runs/" + id + "/rejects/summary").then().extract().jsonPath();
      assertThat(totals.getInt("total")).as("seed %d", seed).isEqualTo(14);
      assertThat(totals.getMap("byStage"))
          .as("seed %d", seed)
          .containsOnly(Map.entry("extract", 4), Map.entry("transform", 8), Map.entry("load", 2));
      given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    }
  }

  /** Mixes the lanes, keeps the order in each, and begins lanes again from any earlier point. */
  private static List<ProducerRecord<String, byte[]>> mixed(
      List<List<ProducerRecord<String, byte[]>>> lanes, Random random) {
    List<ProducerRecord<String, byte[]>> mixed = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int lane = 0; lane < lanes.size(); lane++) {
      order.addAll(Collections.nCopies(lanes.get(lane).size(), lane));
    }
    Collections.shuffle(order, random);
    int[] next = new int[lanes.size()];
    for (int lane : order) {
      mixed.add(lanes.get(lane).get(next[lane]++));
      if (random.nextInt(4) == 0) {
        int back = random.nextInt(next[lane]);
        mixed.addAll(lanes.get(lane).subList(back, next[lane]));
      }
    }
    return mixed;
  }

  private static List<RejectMessage> rejects(List<? extends Report> reports) {
    return reports.stream().flatMap(report -> FakeRejects.of(report).stream()).distinct().toList();
  }

  private String submit(String budget) {
    put(pipeline, Script.yaml(pipeline) + "rejects: " + budget + "\n").statusCode(lessThan(300));
    return given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }
}
