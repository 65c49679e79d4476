package dev.penstock.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final Map<String, Integer> priorities = new HashMap<>();
  private final FairQueue<String> queue =
      new FairQueue<>(String::length, run -> priorities.getOrDefault(run, 0));

  @Test
  void aSmallRunIsNotStuckBehindAHugeOne() {
    for (int i = 0; i < 1000; i++) {
      queue.add("huge", "huge-" + i);
    }
    queue.add("small", "small-0");
    assertThat(List.of(queue.poll(), queue.poll())).contains("small-0");
  }

  @Test
  void aRunsOwnWorkStaysInOrder() {
    queue.add("a", "a0");
    queue.add("b", "b0");
    queue.add("a", "a1");
    queue.add("b", "b1");
    List<String> all = new ArrayList<>();
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      all.add(next);
    }
    assertThat(all).containsExactly("a0", "b0", "a1", "b1");
  }

  @Test
  void unwantedWorkLeavesAndTheSizeFollows() {
    queue.add("a", "a0");
    queue.add("a", "a1");
    queue.add("b", "b0");
    queue.removeIf(item -> item.startsWith("a"));
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.weight()).isEqualTo(2);
    assertThat(queue.poll()).isEqualTo("b0");
    assertThat(queue.weight()).isZero();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aRunThatMayHaveNothingKeepsItsPlace() {
    queue.add("a", "a0");
    queue.add("b", "b0");
    assertThat(queue.poll(run -> run.equals("b"))).isEqualTo("b0");
    assertThat(queue.poll(run -> run.equals("b"))).isNull();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.poll()).isEqualTo("a0");
  }

  @Test
  void aHigherPriorityComesFirstAndALowOneDoesNotStarve() {
    priorities.put("urgent", 5);
    for (int i = 0; i < 100; i++) {
      queue.add("low", "low");
      queue.add("other", "other");
      queue.add("urgent", "urgent");
    }

    List<String> first = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      first.add(queue.poll());
    }

    assertThat(first.subList(0, 7)).containsOnly("urgent");
    assertThat(Collections.frequency(first, "urgent")).isGreaterThanOrEqualTo(70);
    assertThat(Collections.frequency(first, "low")).isGreaterThanOrEqualTo(3);
    assertThat(Collections.frequency(first, "other")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aPriorityThatChangesCountsForWhatWaitsAlready() {
    queue.add("a", "a0");
    queue.add("b", "b0");
    priorities.put("b", 1);
    assertThat(queue.poll()).isEqualTo("b0");
  }
}
