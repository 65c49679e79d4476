package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each service is asked to end while runs are under way, as a new version is rolled out. */
class RollingUpgradeTest {
  /** What the Kubernetes manifests allow; after it comes SIGKILL. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final String NAME = "rolled";
  private static final int FILES = 24;
  private static final int ROWS = 4_000;

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void aServiceThatIsAskedToEndDrainsAndTheRunsGoOnWithTheNextOne() throws InterruptedException {
    say("seed " + seed);
    Parts.write(bed, NAME, random, FILES, ROWS);
    bed.client().store(NAME, new Parts(NAME).yaml("settings: { parallelism: 2 }\n"));
    List<String> runs = new ArrayList<>();
    for (Component service : Component.services()) {
      String run = bed.client().run(NAME);
      runs.add(run);
      if (service != Component.API) {
        bed.client()
            .await(
                run,
                TO_THE_END,
                "under way",
                now -> now.records("load") > 0 || now.state().terminal());
      }
      long begin = System.nanoTime();
      OptionalInt code = bed.stack().terminate(service, GRACE);
      say(
          service
              + " exited "
              + code
              + " after "
              + (System.nanoTime() - begin) / 1_000_000
              + " ms");
      assertThat(code).as("%s", service).hasValue(0);
      bed.stack().start(service);
    }
    for (String run : runs) {
      new Parts(NAME).assertDelivered(bed, bed.client().succeed(run, TO_THE_END), FILES, ROWS);
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[rolling] " + text);
  }
}
