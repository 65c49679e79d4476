package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DependentTasksTest {
  @Test
  void eachRunsOnceBehindThoseThatItWaitsForAndNotTooManyAtOnce() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      Map<String, Set<String>> graph = new LinkedHashMap<>();
      for (int i = 0; i < 30; i++) {
        Set<String> before = new LinkedHashSet<>();
        for (int n = random.nextInt(3); n > 0 && i > 0; n--) {
          before.add("m" + random.nextInt(i));
        }
        graph.put("m" + i, before);
      }
      Set<String> done = ConcurrentHashMap.newKeySet();
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();

      List<String> results =
          new DependentTasks<>(
                  graph,
                  (name, _) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    assertThat(done).containsAll(graph.getOrDefault(name, Set.of()));
                    LockSupport.parkNanos(1_000);
                    running.decrementAndGet();
                    assertThat(done.add(name)).isTrue();
                    return name;
                  },
                  Cancellation.NEVER)
              .run(3);

      assertThat(results).as("seed %d", seed).containsExactlyElementsOf(graph.keySet());
      assertThat(most).as("seed %d", seed).hasValueLessThanOrEqualTo(3);
    }
  }

  @Test
  void theFirstFailureStopsTheOthersAndIsTheAnswer() {
    CountDownLatch started = new CountDownLatch(1);
    Map<String, Set<String>> graph = new LinkedHashMap<>();
    graph.put("slow", Set.of());
    graph.put("wrong", Set.of());
    graph.put("behind", Set.of("wrong"));
    Set<String> begun = ConcurrentHashMap.newKeySet();

    assertThatThrownBy(
            () ->
                new DependentTasks<>(
                        graph,
                        (name, cancellation) -> {
                          begun.add(name);
                          if (name.equals("wrong")) {
                            await(started);
                            throw new IllegalArgumentException("wrong");
                          }
                          started.countDown();
                          while (true) {
                            cancellation.check();
                            Thread.onSpinWait();
                          }
                        },
                        Cancellation.NEVER)
                    .run(2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(begun).containsExactlyInAnyOrder("slow", "wrong");
  }

  @Test
  void aCancelIsPassedOn() {
    assertThatThrownBy(
            () ->
                new DependentTasks<String>(
                        Map.of("a", Set.of()),
                        (_, cancellation) -> {
                          cancellation.check();
                          return "done";
                        },
                        () -> true)
                    .run(1))
        .isInstanceOf(Cancelled.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
