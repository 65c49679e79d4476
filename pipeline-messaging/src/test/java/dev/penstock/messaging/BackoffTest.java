package dev.penstock.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(1));

  @Test
  void theWaitDoublesUpToTheMostAndAtLeastHalfOfItIsWaited() {
    Random random = new Random(1);
    long[] full = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
    for (int attempt = 1; attempt <= full.length; attempt++) {
      assertThat(backoff.delay(attempt, random).toMillis())
          .isBetween(full[attempt - 1] / 2, full[attempt - 1]);
    }
  }

  @Test
  void manyAttemptsDoNotOverflow() {
    assertThat(backoff.delay(Integer.MAX_VALUE, new Random(1)).toMillis()).isBetween(2500L, 5000L);
  }
}
