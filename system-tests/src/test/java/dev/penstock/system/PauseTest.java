package dev.penstock.system;

import static dev.penstock.local.Component.EXTRACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that is held reads nothing more, and goes on as if nothing had been. */
class PauseTest {
  private static final int SHAKES = 12;
  private static final Duration SOON = PenstockClient.PATIENCE;
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final long LARGE = 600_000;

  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void nothingIsReadWhileARunIsHeldAndEverythingIsThereInTheEnd() {
    OrdersPipeline pipeline = new OrdersPipeline("held", "held/orders.csv", 4 << 20);
    Orders.Written written = new Orders(71).write(bed.file(pipeline.path()), LARGE);
    String run = loading(pipeline);

    assertThat(steer(run, "pause").status()).isEqualTo(202);

    long read = standsStill(run);
    assertThat(read).isLessThan(LARGE);
    assertThat(bed.client().look(run).state()).isEqualTo(RunState.PAUSED);
    // What it held is free for others, and it survives its reader.
    bed.restart(EXTRACTOR);
    OrdersPipeline other = new OrdersPipeline("not_held", "held/other.csv", 4 << 20);
    new Orders(72).write(bed.file(other.path()), 1_000);
    bed.client().succeed(bed.client().run(other.name(), other.yaml()));
    assertThat(bed.client().look(run).sum(PauseTest::read)).isEqualTo(read);

    assertThat(steer(run, "resume").status()).isEqualTo(202);

    Run end = bed.client().succeed(run, TO_THE_END);
    assertThat(end.balanced()).isTrue();
    assertThat(end.sum(PauseTest::read)).isEqualTo(LARGE);
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
    assertThat(end.published("bronze", "orders")).isEqualTo(LARGE);
  }

  @Test
  void aRunThatIsHeldAgainAndAgainLosesAndDoublesNothing() {
    OrdersPipeline pipeline = new OrdersPipeline("shaken", "held/shaken.csv", 2 << 20);
    Orders.Written written = new Orders(73).write(bed.file(pipeline.path()), 300_000);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    for (int i = 0; i < SHAKES && !bed.client().look(run).state().terminal(); i++) {
      steer(run, "pause");
      steer(run, "resume");
      bed.client()
          .await(
              run,
              SOON,
              "going on",
              now -> now.state() != RunState.PAUSED && now.state() != RunState.QUEUED);
      bed.client().get("/api/v1/limits");
    }

    Run end = bed.client().succeed(run, TO_THE_END);
    assertThat(end.balanced()).isTrue();
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
  }

  @Test
  void ofAConnectionWithOnePlaceOneSplitIsReadAtATimeAlthoughTheExtractorCouldReadTwo() {
    OrdersPipeline pipeline = new OrdersPipeline("gently", "held/gently.csv", 2 << 20);
    Orders.Written written = new Orders(74).write(bed.file(pipeline.path()), 200_000);
    String yaml = pipeline.yaml().replace("connection: data", "connection: fragile");
    String run = bed.client().run(pipeline.name(), yaml);
    int most = 0;
    int mostUsed = 0;
    for (Run now = bed.client().look(run); !now.state().terminal(); now = bed.client().look(run)) {
      most = Math.max(most, (int) now.splits().filter(PauseTest::beingRead).count());
      mostUsed = Math.max(mostUsed, used("fragile"));
    }

    Run end = bed.client().succeed(run, TO_THE_END);
    assertThat(end.splits().count()).isGreaterThan(5);
    // A place is held from before its split is read until after that, so it is always seen.
    assertThat(mostUsed).isEqualTo(1);
    assertThat(most).isLessThanOrEqualTo(1);
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
    assertThat(used("fragile")).isZero();
  }

  private int used(String connection) {
    for (JsonNode use : bed.client().get("/api/v1/limits").json().path("connections")) {
      if (use.path("connection").asText().equals(connection)) {
        return use.path("used").asInt();
      }
    }
    throw new AssertionError("no connection " + connection);
  }

  private static boolean beingRead(JsonNode split) {
    return split.path("batches").asLong() > 0 && !split.path("extracted").asBoolean();
  }

  private static long read(JsonNode split) {
    return split.path("read").asLong();
  }

  /**
   * Waits until nothing more is read at sixty looks, which is six seconds; answers how much is read
   * then. Looks are counted and not seconds: all else may stand still with this test.
   */
  private long standsStill(String run) {
    AtomicLong last = new AtomicLong(-1);
    AtomicInteger equal = new AtomicInteger();
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long now = bed.client().look(run).sum(PauseTest::read);
              equal.set(last.getAndSet(now) == now ? equal.get() + 1 : 0);
              return equal.get() >= 60;
            });
    return last.get();
  }

  private PenstockClient.Answer steer(String run, String action) {
    return bed.client().post("/api/v1/runs/" + run + "/" + action, "");
  }

  private String loading(OrdersPipeline pipeline) {
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    bed.client()
        .await(
            run,
            SOON,
            "loading",
            now -> now.state() == RunState.RUNNING && now.records("LOAD") > 0);
    return run;
  }
}
