package dev.penstock.system;

import static dev.penstock.local.Component.LOADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.messaging.RunState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cancelled means cancelled; and once the order to publish is given, what really happened. */
class CancelTest {
  private static final Duration PROMISE = Duration.ofSeconds(5);
  private static final Duration SOON = PenstockClient.PATIENCE;
  private static final long SMALL = 1_000;
  private static final long LARGE = 600_000;
  private static final OrdersPipeline PIPELINE =
      new OrdersPipeline("cancelled", "cancelled/orders.csv", 4 << 20);

  private final TestBed bed = TestBed.shared();

  /** What readers see before the run that is cancelled. */
  @BeforeAll
  static void publishSomething() {
    TestBed bed = TestBed.shared();
    new Orders(11).write(bed.file(PIPELINE.path()), SMALL);
    bed.client().succeed(bed.client().run(PIPELINE.name(), PIPELINE.yaml()));
    new Orders(12).write(bed.file(PIPELINE.path()), LARGE);
  }

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void cancelledWithinFiveSecondsAndNothingIsLeft() {
    List<List<String>> before = visible();
    String run = loading();

    assertThat(bed.client().cancel(run).status()).isEqualTo(202);

    Run cancelled = bed.client().await(run, PROMISE);
    assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
    assertCleaned(run);
    assertThat(visible()).isEqualTo(before);
  }

  @Test
  void aLoaderThatSleptThroughTheCancelMakesNothingVisibleAndItsStagingIsDropped() {
    List<List<String>> before = visible();
    String run = loading();
    bed.stack().suspend(LOADER);

    bed.client().cancel(run);

    assertThat(bed.client().await(run, PROMISE).state()).isEqualTo(RunState.CANCELLED);
    bed.stack().resume(LOADER);
    assertCleaned(run);
    assertThat(visible()).isEqualTo(before);
    assertThat(bed.client().look(run).state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void aRunThatWaitsBehindAnotherOneIsCancelledAndTheOtherGoesOn() {
    String first = loading();
    String second = bed.client().run(PIPELINE.name());
    assertThat(bed.client().look(second).state()).isEqualTo(RunState.QUEUED);

    bed.client().cancel(second);

    assertThat(bed.client().await(second, PROMISE).state()).isEqualTo(RunState.CANCELLED);
    assertThat(bed.client().look(first).state()).isEqualTo(RunState.RUNNING);
    bed.client().cancel(first);
    assertCleaned(first);
  }

  @Test
  void aCancelAfterThePublishOrderIsRefusedAndTheRunEndsAsItReallyDid() throws SQLException {
    OrdersPipeline pipeline = new OrdersPipeline("held_back", "held_back/orders.csv", 1 << 20);
    Orders.Written written = new Orders(13).write(bed.file(pipeline.path()), SMALL);
    bed.client().succeed(bed.client().run(pipeline.name(), pipeline.yaml()));
    String run;
    try (Connection reader = bed.warehouse().connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("LOCK TABLE " + pipeline.silver() + " IN ACCESS SHARE MODE");
      run = bed.client().run(pipeline.name());
      bed.client().await(run, SOON, "publishing", now -> now.state() == RunState.PUBLISHING);

      PenstockClient.Answer refused = bed.client().cancel(run);

      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.contentType()).startsWith("application/problem+json");
      refused.problem("publish-ordered");
      assertThat(bed.client().look(run).state()).isEqualTo(RunState.PUBLISHING);
      reader.rollback();
    }
    Run end = bed.client().succeed(run);
    assertThat(end.published("silver", "orders")).isEqualTo(written.clean());
    assertThat(bed.client().cancel(run).status()).isEqualTo(409);
  }

  /** Starts the large run and waits until some of it is staged. */
  private String loading() {
    String run = bed.client().run(PIPELINE.name());
    bed.client()
        .await(
            run,
            SOON,
            "loading",
            now -> now.state() == RunState.RUNNING && now.records("LOAD") > 0);
    return run;
  }

  private void assertCleaned(String run) {
    bed.client().await(run, SOON, "cleaned", Run::cleaned);
    await().atMost(SOON).untilAsserted(() -> assertThat(bed.warehouse().staged()).isEmpty());
  }

  private List<List<String>> visible() {
    return bed.warehouse()
        .rows(
            "SELECT (SELECT count(*) || ' ' || sum(hashtext(o::text)) FROM %s o), (SELECT count(*) FROM %s), (SELECT count(*) || ' ' || sum(orders) FROM %s)"
                .formatted(PIPELINE.silver(), PIPELINE.bronze(), PIPELINE.gold()));
  }
}
