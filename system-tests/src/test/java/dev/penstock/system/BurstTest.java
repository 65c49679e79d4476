package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many runs submitted at once: all end, all books balance, no place is lost. */
class BurstTest {
  private static final int FILES = 2;
  private static final int ROWS = 20;

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void eightyRunsOfEightPipelinesAllEnd() {
    burst("burst", 8, 80, Duration.ofMinutes(4));
  }

  @Test
  @Tag("long")
  void fiveHundredRunsOfTwentyPipelinesAllEnd() {
    burst("burst_long", 20, 500, Duration.ofMinutes(20));
  }

  private void burst(String prefix, int pipelines, int runs, Duration atMost) {
    say("seed " + seed);
    for (int i = 0; i < pipelines; i++) {
      Parts.write(bed, prefix + i, random, FILES, ROWS);
      bed.client().store(prefix + i, new Parts(prefix + i).yaml(""));
    }
    long begin = System.nanoTime();
    Map<String, String> submitted = new LinkedHashMap<>();
    for (int i = 0; i < runs; i++) {
      String name = prefix + random.nextInt(pipelines);
      submitted.put(bed.client().run(name), name);
    }
    say(runs + " runs submitted in " + seconds(begin) + " s");
    Map<RunState, Integer> ends = new HashMap<>();
    for (Map.Entry<String, String> run : submitted.entrySet()) {
      Duration left = atMost.minusNanos(System.nanoTime() - begin);
      Run end = bed.client().await(run.getKey(), left);
      ends.merge(end.state(), 1, Integer::sum);
      new Parts(run.getValue()).assertDelivered(bed, end, FILES, ROWS);
    }
    say(runs + " runs over in " + seconds(begin) + " s");
    assertThat(ends).isEqualTo(Map.of(RunState.SUCCEEDED, runs));
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[burst] " + text);
  }
}
