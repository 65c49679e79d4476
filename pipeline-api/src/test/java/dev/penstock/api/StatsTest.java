package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.penstock.messaging.Task;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatsTest extends ApiTestBase {
  private static final List<String> STATES = List.of("SUCCEEDED", "FAILED", "CANCELLED");

  /** More, such as a million, to measure how long it takes to count them. */
  private static final int RUNS = Integer.getInteger("penstock.stats.runs", 3_000);

  @Inject AgroalDataSource database;

  @Test
  void numbersAreThoseOfTheRuns() {
    String first = succeeded();
    String second = submit();
    given().post("/api/v1/runs/" + second + "/cancel").then().statusCode(202);
    String third = failed();

    JsonPath stats = stats("");
    assertThat(stats.getMap("totals.runs", String.class, Integer.class))
        .containsExactlyInAnyOrderEntriesOf(Map.of("succeeded", 1, "failed", 1, "cancelled", 1));
    long read = 0;
    long loaded = 0;
    long rejected = 0;
    for (String id : List.of(first, second, third)) {
      JsonPath run = run(id);
      read += run.getLong("stages[0].records") + run.getLong("stages[0].rejected");
      loaded += run.getLong("stages[2].records");
      rejected += run.getLong("stages.rejected.sum()");
    }
    assertThat(stats.getLong("totals.records.read")).isEqualTo(read).isPositive();
    assertThat(stats.getLong("totals.records.loaded")).isEqualTo(loaded).isPositive();
    assertThat(stats.getLong("totals.records.rejected")).isEqualTo(rejected).isPositive();
    assertThat(stats.getDouble("totals.seconds.median"))
        .isCloseTo(
            run(first).getLong("durationMillis") / 1000.0,
            org.assertj.core.data.Offset.offset(0.001));
    assertThat(stats.getList("items.runs.succeeded", Integer.class).stream().mapToInt(n -> n).sum())
        .isEqualTo(1);
    assertThat(stats.getString("failing[0].run")).isEqualTo(third);
    assertThat(stats.getString("failing[0].since")).isEqualTo(run(third).getString("finishedAt"));
    assertThat(stats.getString("failing[0].problem.message")).isNotBlank();
    assertThat(stats.getMap("now", String.class, Integer.class)).containsEntry("running", 0);

    List<String> trend = trend("").getList("items.run");
    assertThat(trend).containsExactly(third, second, first);
    assertThat(trend("?limit=1").getList("items.run")).containsExactly(third);
    assertThat(trend("").getFloat("items[2].score")).isEqualTo(100.0f);
    assertThat(trend("").getLong("items[2].records.loaded"))
        .isEqualTo(run(first).getLong("stages[2].records"));
    JsonPath list =
        given().get("/api/v1/stats/pipelines?runs=2&q=" + pipeline).then().extract().jsonPath();
    assertThat(list.getList("items.name")).containsExactly(pipeline);
    assertThat(list.getList("items[0].runs.run")).containsExactly(third, second);
  }

  @Test
  void aRunThatIsTriedAgainIsNotOverAndThePipelineNotFailing() {
    String id = failed();
    assertThat(stats("").getList("failing")).hasSize(1);

    given().post("/api/v1/runs/" + id + "/retry").then().statusCode(202);
    assertThat(stats("").getList("failing")).isEmpty();
    assertThat(stats("").getInt("totals.runs.failed")).isZero();
    JsonPath now = stats("");
    assertThat(now.getInt("now.running") + now.getInt("now.queued")).isEqualTo(1);
    given().post("/api/v1/runs/" + id + "/cancel").then().statusCode(202);
    assertThat(stats("").getInt("totals.runs.cancelled")).isEqualTo(1);
  }

  @Test
  void manyRunsAreCountedByTheirSteps() throws SQLException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String like = succeeded();
    Instant until = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
    Instant since = until.minus(300, ChronoUnit.DAYS);
    List<Ended> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      Instant at = since.plusMillis(random.nextLong(Duration.ofDays(290).toMillis()));
      runs.add(
          new Ended(
              STATES.get(random.nextInt(3)), at, random.nextInt(100_000), random.nextInt(99)));
    }
    insert(like, runs);

    String query = "&since=" + since + "&until=" + until + "&step=1d";
    JsonPath stats = stats(query);
    assertThat(stats.getList("items")).hasSize(300);
    List<Map<String, Object>> items = stats.getList("items");
    for (int day = 0; day < 300; day += RUNS > 100_000 ? 50 : 1) {
      Instant begin = since.plus(day, ChronoUnit.DAYS);
      Instant end = begin.plus(1, ChronoUnit.DAYS);
      List<Ended> these =
          runs.stream().filter(r -> !r.at.isBefore(begin) && r.at.isBefore(end)).toList();
      assertThat(items.get(day).get("at")).isEqualTo(begin.toString());
      assertThat(items.get(day).get("runs"))
          .isEqualTo(
              Map.of(
                  "succeeded", count(these, "SUCCEEDED"),
                  "failed", count(these, "FAILED"),
                  "cancelled", count(these, "CANCELLED")));
      assertThat(stats.getLong("items[" + day + "].records.read"))
          .isEqualTo(these.stream().mapToLong(run -> run.read + 1).sum());
      assertThat(stats.getLong("items[" + day + "].records.loaded"))
          .isEqualTo(these.stream().mapToLong(run -> run.read).sum());
      double[] seconds =
          these.stream()
              .filter(run -> run.state.equals("SUCCEEDED"))
              .mapToDouble(run -> run.millis / 1000.0)
              .sorted()
              .toArray();
      assertThat(stats.<Object>get("items[" + day + "].seconds.median") == null)
          .isEqualTo(seconds.length == 0);
      if (seconds.length > 0) {
        double median = (seconds[(seconds.length - 1) / 2] + seconds[seconds.length / 2]) / 2;
        assertThat(stats.getDouble("items[" + day + "].seconds.median"))
            .isCloseTo(median, org.assertj.core.data.Offset.offset(0.001));
        assertThat(stats.getDouble("items[" + day + "].seconds.max"))
            .isCloseTo(
                Arrays.stream(seconds).max().orElseThrow(),
                org.assertj.core.data.Offset.offset(0.001));
      }
    }
    // The last days are empty, and there.
    assertThat(stats.getMap("items[299].runs"))
        .isEqualTo(Map.of("succeeded", 0, "failed", 0, "cancelled", 0));
    // An index alone is enough once no older transaction is open that might need the rows.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              vacuum();
              assertThat(plan(since, until)).contains("run_ended").doesNotContain("Seq Scan");
            });
  }

  @Test
  void runsThatTakeLongAreNamedWithWhatIsUsual() throws SQLException {
    String like = succeeded();
    Instant now = Instant.now();
    List<Ended> runs = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      runs.add(new Ended("SUCCEEDED", now.minus(3, ChronoUnit.DAYS).minusSeconds(i), 20_000, 1));
    }
    runs.add(new Ended("SUCCEEDED", now.minusSeconds(60), 50_000, 1));
    runs.add(new Ended("SUCCEEDED", now.minusSeconds(50), 39_000, 1));
    runs.add(new Ended("SUCCEEDED", now.minus(2, ChronoUnit.DAYS), 90_000, 1));
    insert(like, runs);

    JsonPath stats = stats("");
    assertThat(stats.getList("slow")).hasSize(1);
    assertThat(stats.getDouble("slow[0].seconds")).isEqualTo(50.0);
    assertThat(stats.getDouble("slow[0].usual")).isEqualTo(20.0);
  }

  @Test
  void whatIsWrongIsRefused() {
    refused("?since=2026-01-02&until=2026-01-01", "is not before");
    refused("?since=2024-01-01&until=2026-01-01", "at most 400");
    refused("?since=2026-01-01&until=2026-03-01&step=1h", "more than 500");
    refused("?step=often", "is not a length");
    refused("?timezone=Mars", "time zone");
    refused("?since=yesterday", "is not a time");
    refused("?sinc=2026-01-01", "no such parameter");
    given().get("/api/v1/stats?pipeline=no-such-one").then().statusCode(404);
    given().get("/api/v1/pipelines/no-such-one/trends").then().statusCode(404);
    given().get("/api/v1/pipelines/no-such-one/graph").then().statusCode(404);
  }

  @Test
  void thePipelineIsAGraph() {
    put(pipeline, Script.yaml(pipeline));
    JsonPath graph =
        given()
            .get("/api/v1/pipelines/" + pipeline + "/graph")
            .then()
            .statusCode(200)
            .body(
                "nodes.id",
                equalTo(List.of("connection:examples", "source:s", "bronze:s", "output:t")))
            .extract()
            .jsonPath();
    assertThat(graph.getList("edges.to")).containsExactly("source:s", "bronze:s", "output:t");
    assertThat(graph.getString("nodes[3].table")).isEqualTo("silver.t");
    given().get("/api/v1/pipelines/" + pipeline + "/graph?version=2").then().statusCode(404);
  }

  private record Ended(String state, Instant at, int millis, int read) {}

  private static int count(List<Ended> runs, String state) {
    return (int) runs.stream().filter(run -> run.state.equals(state)).count();
  }

  private String succeeded() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(new Script(id, 1).untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(new Script(id, 1).audited(true));
    services.awaitTask(id, Task.Publish.class);
    services.report(new Script(id, 1).published());
    awaitState(id, "SUCCEEDED");
    return id;
  }

  private String failed() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(new Script(id, 1).untilStaged());
    services.awaitTask(id, Task.Audit.class);
    services.report(new Script(id, 1).audited(false));
    awaitState(id, "FAILED");
    return id;
  }

  /** Adds runs like one that there is, with other ends and counts. */
  private void insert(String like, List<Ended> runs) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into run (id, pipeline_id, pipeline, version, state, epoch, revision,
                  created_at, started_at, finished_at, details, announced_at, announcement_due,
                  cleaned, ordered, told)
                select gen_random_uuid()::text, pipeline_id, pipeline, version, ?, 1, 1, s.at, s.at,
                  s.at + ? * interval '1 millisecond', details, s.at, false, true, ordered,
                  jsonb_build_object('rejects', 1, 'stages', jsonb_build_array(
                    jsonb_build_object('stage', 'extract', 'records', n.n, 'rejected', 1),
                    jsonb_build_object('stage', 'load', 'records', n.n, 'rejected', 0)))
                from run, (select ?::timestamptz as at) s, (select ?::int as n) n where id = ?""")) {
      int waiting = 0;
      for (Ended run : runs) {
        insert.setString(1, run.state);
        insert.setInt(2, run.millis);
        insert.setString(3, run.at.minusMillis(run.millis).toString());
        insert.setInt(4, run.read);
        insert.setString(5, like);
        insert.addBatch();
        if (++waiting % 10_000 == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    vacuum();
  }

  private void vacuum() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement vacuum = connection.prepareStatement("vacuum analyze run")) {
      vacuum.execute();
    }
  }

  private String plan(Instant since, Instant until) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.getConnection();
        PreparedStatement explain =
            connection.prepareStatement(
                "explain select state, count(*) from run where finished_at is not null and not"
                    + " dry_run and finished_at >= ?::timestamptz and finished_at < ?::timestamptz"
                    + " and pipeline = ? group by state")) {
      explain.setString(1, since.toString());
      explain.setString(2, until.toString());
      explain.setString(3, pipeline);
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  private JsonPath stats(String query) {
    return given()
        .get("/api/v1/stats?pipeline=" + pipeline + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private JsonPath trend(String query) {
    return given()
        .get("/api/v1/pipelines/" + pipeline + "/trends" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void refused(String query, String message) {
    given()
        .get("/api/v1/stats" + query)
        .then()
        .statusCode(400)
        .body("problems[0].message", containsString(message));
  }
}
