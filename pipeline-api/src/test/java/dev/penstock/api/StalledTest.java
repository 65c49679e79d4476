package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.api.hooks.Groups;
import dev.penstock.api.hooks.HookPlans;
import dev.penstock.api.hooks.HookStore;
import dev.penstock.api.hooks.Hooks;
import dev.penstock.api.hooks.RunWatch;
import dev.penstock.api.hooks.WatchStore;
import dev.penstock.api.runs.GateKeeper;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Runs that do not move, and why. */
@QuarkusTest
@QuarkusTestResource(Receivers.class)
class StalledTest extends ApiTestBase {
  @Inject WatchStore watches;
  @Inject RunStore runs;
  @Inject ProgressStore progress;
  @Inject HookStore store;
  @Inject HookPlans plans;
  @Inject Hooks hooks;
  @Inject GateKeeper keeper;
  @Inject Groups groups;
  @Inject Exclusive exclusive;
  @Inject Transactions transactions;
  @Inject Clock clock;

  @Test
  void aRunWithoutAnyServiceIsMarkedWithTheReasonUntilItMoves() {
    put(
        pipeline,
        Script.yaml(pipeline)
            + "hooks: [{ on: stalled, notify: ops }, { on: slow, after: 1s, notify: ops }]\n");
    String id = submitAgain();
    services.awaitTask(id, Task.PlanStream.class);
    // The reason is found once, so it is not to be missed.
    Groups patient =
        () -> await().atMost(PATIENCE).pollInSameThread().until(groups::look, Optional::isPresent);
    RunWatch watch = watch(id, patient, Duration.ofSeconds(1));

    JsonPath run = awaitBeats(watch, id, now -> now.get("stalled") != null);

    assertThat(run.getString("stalled.since")).isNotNull();
    assertThat(run.getString("stalled.reason"))
        .startsWith("No extractor, no loader, no transformer runs: ")
        .contains("penstock-extractor");
    assertThat(run.getString("stalled.advice")).startsWith("Start the extractor");
    await().atMost(PATIENCE).until(() -> told(id, "does not move: No extractor") == 1);
    await().atMost(PATIENCE).until(() -> told(id, "is slow: it takes longer than 1s") == 1);

    services.report(new Script(id, 1).planned());
    run = awaitBeats(watch, id, now -> now.get("stalled") == null);
    assertThat(run.getString("state")).isEqualTo("RUNNING");
    awaitBeats(watch, id, now -> now.get("stalled") != null);
    await().atMost(PATIENCE).until(() -> told(id, "does not move") == 2);
    assertThat(told(id, "is slow")).isOne();
  }

  @Test
  void aReportThatComesAgainIsNoProgress() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    Report planned = new Script(id, 1).planned();
    services.report(planned);
    awaitRun(id, run -> run.getBoolean("streams[0].planned"));
    RunWatch watch = watch(id, groups, Duration.ofSeconds(2));

    JsonPath run =
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  services.report(planned);
                  watch.beat();
                  return run(id);
                },
                now -> now.get("stalled") != null);

    assertThat(run.getString("state")).isEqualTo("RUNNING");
  }

  @Test
  void aSplitThatStandsIsNamedWhereAllServicesRun() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    services.report(new Script(id, 1).planned());
    services.report(new Script(id, 1).extracted("a"));
    awaitRun(id, run -> run.getLong("streams[0].bytesRead") == 100);
    Groups all =
        () ->
            Optional.of(
                List.of(
                    new Groups.Group("penstock-extractor", "extractor", List.of("t"), 1, 0),
                    new Groups.Group("penstock-transformer", "transformer", List.of("e"), 2, 7),
                    new Groups.Group("penstock-loader", "loader", List.of("l"), 1, 0)));

    JsonPath run =
        awaitBeats(watch(id, all, Duration.ofSeconds(1)), id, now -> now.get("stalled") != null);

    assertThat(run.getString("stalled.reason"))
        .isEqualTo(
            "The split s/b (s.csv) stands at extract, behind 0 batches. The transformer has 7"
                + " messages of e before it.");
  }

  @Test
  void theBrokerSaysWhoIsThere() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(groups.look())
                    .hasValueSatisfying(
                        found ->
                            assertThat(found)
                                .extracting(Groups.Group::name)
                                .contains("penstock-extractor", "penstock-loader-tasks")));
    // Unlike the services' own, this member leaves when it is closed: other tests have none.
    Map<String, Object> settings = new HashMap<>(kafka.common());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "penstock-extractor");
    try (KafkaConsumer<String, byte[]> member =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      member.subscribe(List.of("penstock.tasks"));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                member.poll(Duration.ofMillis(200));
                return members() == 1;
              });
    }
    await().atMost(PATIENCE).until(() -> members() == 0);
  }

  /** Minus one where Kafka does not answer in time. */
  private int members() {
    return groups.look().map(found -> found.getFirst().members()).orElse(-1);
  }

  @Test
  void zeroMeansNever() {
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);
    RunWatch watch = watch(id, groups, Duration.ZERO);

    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(
            () -> {
              watch.beat();
              return run(id).get("stalled") == null;
            });
  }

  private String submitAgain() {
    return io.restassured.RestAssured.given()
        .post("/api/v1/pipelines/" + pipeline + "/runs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private static long told(String id, String words) {
    return Receivers.about(id).stream().filter(call -> call.body().contains(words)).count();
  }

  private JsonPath awaitBeats(
      RunWatch watch, String id, java.util.function.Predicate<JsonPath> condition) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              watch.beat();
              return run(id);
            },
            condition);
  }

  /** Of the runs that go on only this one: those that other tests left take their time. */
  private record Only(String run, WatchStore watches) implements WatchStore {
    @Override
    public List<Watched> active() {
      return watches.active().stream().filter(each -> each.run().equals(run)).toList();
    }

    @Override
    public void moved(String moved, String mark, Instant now) {
      watches.moved(moved, mark, now);
    }

    @Override
    public void forgetOver() {
      watches.forgetOver();
    }
  }

  private RunWatch watch(String id, Groups seen, Duration stalledAfter) {
    return new RunWatch(
        new Only(id, watches),
        runs,
        progress,
        store,
        plans,
        hooks,
        keeper,
        seen,
        exclusive,
        transactions,
        clock,
        stalledAfter);
  }
}
