package dev.penstock.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
  private final PartitionProgress progress = new PartitionProgress();

  @Test
  void nothingIsCommittedBeforeAnythingWasTaken() {
    assertThat(progress.committable()).isEmpty();
  }

  @Test
  void anUnfinishedMessageHoldsBackTheLaterOnes() {
    progress.taken(5);
    progress.taken(6);
    progress.done(6);
    assertThat(progress.committable()).hasValue(5);
    progress.done(5);
    assertThat(progress.committable()).hasValue(7);
  }

  @Test
  void anOffsetIsCommittedOnce() {
    progress.taken(1);
    progress.done(1);
    assertThat(progress.committable()).hasValue(2);
    assertThat(progress.committable()).isEmpty();
  }

  @Test
  void whateverTheOrderTheCommittedOffsetNeverPassesAnUnfinishedMessage() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> offsets = new ArrayList<>();
    for (long offset = 0; offset < 200; offset++) {
      progress.taken(offset);
      offsets.add(offset);
    }
    Collections.shuffle(offsets, random);
    while (!offsets.isEmpty()) {
      progress.done(offsets.removeLast());
      long firstOpen = offsets.stream().mapToLong(Long::longValue).min().orElse(200);
      progress
          .committable()
          .ifPresent(offset -> assertThat(offset).as("seed %d", seed).isEqualTo(firstOpen));
    }
    assertThat(progress.committable()).isEmpty();
  }
}
