package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every process is killed at once, with runs in every part of their life, and starts again. */
class RestartEverythingTest {
  private static final int PIPELINES = 4;
  private static final int FILES = 12;
  private static final int ROWS = 2_000;
  private static final Duration TO_THE_END = Duration.ofMinutes(6);

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void everythingDiesTwiceInTheMiddleOfEverything() throws InterruptedException {
    say("seed " + seed);
    Map<String, String> runs = new LinkedHashMap<>();
    for (int i = 0; i < PIPELINES; i++) {
      String name = "restart_" + i;
      Parts.write(bed, name, random, FILES, ROWS);
      bed.client().store(name, new Parts(name).yaml("settings: { parallelism: 2 }\n"));
      for (int run = 0; run < 2; run++) {
        runs.put(bed.client().run(name), name);
      }
    }
    List<String> ids = new ArrayList<>(runs.keySet());
    String held = ids.get(random.nextInt(ids.size()));
    int paused = bed.client().post("/api/v1/runs/" + held + "/pause", "").status();
    say("pause of " + held + ": " + paused);
    for (int round = 0; round < 2; round++) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
      killAll();
    }
    if (paused == 202) {
      assertThat(bed.client().look(held).state()).isEqualTo(RunState.PAUSED);
      assertThat(bed.client().post("/api/v1/runs/" + held + "/resume", "").status()).isEqualTo(202);
    }
    for (Map.Entry<String, String> run : runs.entrySet()) {
      Run end = bed.client().succeed(run.getKey(), TO_THE_END);
      new Parts(run.getValue()).assertDelivered(bed, end, FILES, ROWS);
    }
  }

  private void killAll() {
    List<Component> all = new ArrayList<>(List.of(Component.values()));
    Collections.shuffle(all, random);
    say("killing " + all);
    all.forEach(bed.stack()::kill);
    bed.stack().start(Component.POSTGRES);
    bed.stack().start(Component.KAFKA);
    Component.services().forEach(bed.stack()::start);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[restart] " + text);
  }
}
