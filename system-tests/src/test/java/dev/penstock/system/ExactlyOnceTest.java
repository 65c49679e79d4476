package dev.penstock.system;

import static dev.penstock.local.Component.KAFKA;
import static dev.penstock.local.Component.POSTGRES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills every part of the stack with SIGKILL at random moments of a run. The seed decides the data,
 * the order and the delays; {@code -Dpenstock.seed=N} repeats it as far as the machine allows.
 */
class ExactlyOnceTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final Duration PROGRESS = Duration.ofSeconds(90);

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void everyOrderArrivesOnceWhileAllServicesTheBrokerAndTheDatabaseAreKilled()
      throws InterruptedException {
    survive("exactly_once", 240_000, 2, 1);
  }

  @Test
  @Tag("long")
  void everyOrderArrivesOnceThroughManyMoreKills() throws InterruptedException {
    survive("exactly_once_long", 1_000_000, 6, 2);
  }

  private void survive(String name, long rows, int serviceKills, int serverKills)
      throws InterruptedException {
    say("seed " + seed);
    OrdersPipeline pipeline = new OrdersPipeline(name, name + "/orders.csv", 1 << 20);
    ExpectedOrders expected = ExpectedOrders.create(bed, pipeline, seed, rows);
    bed.client().store(name, pipeline.yaml());
    String run = bed.client().run(name);
    for (Component victim : victims(serviceKills, serverKills)) {
      Run now = progressed(run, 0);
      if (now.state().terminal()) {
        assertSucceeded(now, expected);
        run = bed.client().run(name);
        now = progressed(run, 0);
      }
      progressed(run, now.records("LOAD"));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
      say("killing " + victim + " at " + now.state() + " with " + now.records("LOAD") + " loaded");
      bed.stack().kill(victim);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
      bed.stack().start(victim);
    }
    assertSucceeded(bed.client().await(run, TO_THE_END), expected);
  }

  /** Services first, several times in random order, then the broker and the database. */
  private List<Component> victims(int serviceKills, int serverKills) {
    List<Component> services = new ArrayList<>();
    List<Component> servers = new ArrayList<>();
    for (int i = 0; i < serviceKills; i++) {
      services.addAll(Component.services());
    }
    for (int i = 0; i < serverKills; i++) {
      servers.addAll(List.of(KAFKA, POSTGRES));
    }
    Collections.shuffle(services, random);
    Collections.shuffle(servers, random);
    services.addAll(servers);
    return services;
  }

  /** Waits until more than this many records are loaded, so that each kill meets a run at work. */
  private Run progressed(String run, long beyond) {
    return bed.client()
        .await(
            run,
            PROGRESS,
            "beyond " + beyond + " records",
            now ->
                now.state() != RunState.QUEUED
                    && (now.state() != RunState.RUNNING || now.records("LOAD") > beyond));
  }

  private static void assertSucceeded(Run run, ExpectedOrders expected) {
    assertThat(run.state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
    expected.assertDelivered(run);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[exactly once] " + text);
  }
}
