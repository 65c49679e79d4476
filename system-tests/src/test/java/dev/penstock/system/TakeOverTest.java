package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import dev.penstock.system.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The only instance of each service dies in the middle of a run and does not come back; one with
 * another name, that has never seen the run, takes its work over.
 */
class TakeOverTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final Duration PROGRESS = Duration.ofSeconds(90);

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final List<Stack.Instance> others = new ArrayList<>();

  @AfterEach
  void stop() {
    others.forEach(Stack.Instance::close);
    bed.heal();
  }

  @Test
  void aRunGoesOnWithInstancesOfOtherNames() {
    say("seed " + seed);
    OrdersPipeline pipeline = new OrdersPipeline("take_over", "take_over/orders.csv", 1 << 20);
    ExpectedOrders expected = ExpectedOrders.create(bed, pipeline, seed, 240_000);
    String run = bed.client().run(pipeline.name(), pipeline.yaml());
    for (Component service :
        List.of(Component.EXTRACTOR, Component.TRANSFORMER, Component.LOADER)) {
      Run now = loadedMore(run, 0);
      long loaded = now.records("LOAD");
      now = loadedMore(run, loaded);
      say(service + " is gone at " + now.state() + " with " + now.records("LOAD") + " loaded");
      bed.stack().kill(service);
      others.add(bed.stack().another(service, 2));
    }

    Run end = bed.client().await(run, TO_THE_END);

    assertThat(end.state()).as("%s", end).isEqualTo(RunState.SUCCEEDED);
    expected.assertDelivered(end);
  }

  private Run loadedMore(String run, long than) {
    return bed.client()
        .await(
            run,
            PROGRESS,
            "beyond " + than + " records",
            now ->
                now.state() != RunState.QUEUED
                    && (now.state() != RunState.RUNNING || now.records("LOAD") > than));
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[take over] " + text);
  }
}
