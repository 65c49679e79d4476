package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import dev.penstock.system.stack.Stack;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three instances of the API on one database, two of which are killed again and again. */
class ReplicasTest {
  private static final int PIPELINES = 6;
  private static final int RUNS = 18;
  private static final int FILES = 3;
  private static final int ROWS = 40;
  private static final Duration TO_THE_END = Duration.ofMinutes(6);

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Stack.Instance> others = new ArrayList<>();

  @AfterEach
  void stop() {
    others.forEach(Stack.Instance::close);
    bed.heal();
  }

  @Test
  void everyRunEndsOnceWhicheverReplicaTookItAndWhicheverDies() {
    say("seed " + seed);
    others.add(bed.stack().another(Component.API, 2));
    others.add(bed.stack().another(Component.API, 3));
    for (int i = 0; i < PIPELINES; i++) {
      Parts.write(bed, name(i), random, FILES, ROWS);
      anyone().store(name(i), new Parts(name(i)).yaml(""));
    }
    Map<String, String> runs = new HashMap<>();
    for (int i = 0; i < RUNS; i++) {
      String name = name(i % PIPELINES);
      runs.put(anyone().run(name), name);
      if (i % 6 == 5) {
        int victim = random.nextInt(others.size());
        say("killing replica " + (victim + 2));
        others.get(victim).close();
        others.set(victim, bed.stack().another(Component.API, victim + 2));
      }
    }
    for (Map.Entry<String, String> run : runs.entrySet()) {
      Run end = bed.client().succeed(run.getKey(), TO_THE_END);
      new Parts(run.getValue()).assertDelivered(bed, end, FILES, ROWS);
    }
    assertThat(runs).hasSize(RUNS);
    for (Stack.Instance other : others) {
      String run = runs.keySet().iterator().next();
      assertThat(client(other.address()).look(run).state()).isEqualTo(RunState.SUCCEEDED);
    }
  }

  @Test
  void theSameKeyGivesTheSameRunAtEveryReplica() throws Exception {
    others.add(bed.stack().another(Component.API, 2));
    others.add(bed.stack().another(Component.API, 3));
    Parts.write(bed, "replica_key", random, 1, ROWS);
    anyone().store("replica_key", new Parts("replica_key").yaml(""));
    Set<String> ids = new HashSet<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      UUID key = UUID.randomUUID();
      List<Callable<String>> calls =
          IntStream.range(0, 12)
              .<Callable<String>>mapToObj(
                  i -> {
                    PenstockClient client = of(i % 3);
                    return () -> client.run("replica_key", key);
                  })
              .toList();
      for (Future<String> id : callers.invokeAll(calls)) {
        ids.add(id.get());
      }
    }
    assertThat(ids).hasSize(1);
    bed.client().succeed(ids.iterator().next(), TO_THE_END);
  }

  private static String name(int number) {
    return "replica_" + number;
  }

  private PenstockClient anyone() {
    return of(random.nextInt(others.size() + 1));
  }

  private PenstockClient of(int replica) {
    return replica == 0 ? bed.client() : client(others.get(replica - 1).address());
  }

  private static PenstockClient client(URI address) {
    return new PenstockClient(() -> address);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[replicas] " + text);
  }
}
