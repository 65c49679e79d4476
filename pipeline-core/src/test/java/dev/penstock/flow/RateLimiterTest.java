package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualTicker ticker = new ManualTicker();
  private final PipelineContext context =
      PipelineContext.builder().stage("fetch").ticker(ticker).build();

  @Test
  void noWindowEverHoldsMoreThanAllowed() throws Exception {
    long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());
    System.out.println("penstock.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int permits = 1 + random.nextInt(20);
      long window = 1 + random.nextLong(2_000_000_000L);
      RateLimiter limiter = RateLimiter.of(permits, Duration.ofNanos(window));
      List<Long> passed = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        if (random.nextInt(4) == 0) {
          ticker.pause(Duration.ofNanos(random.nextLong(window)));
        }
        limiter.acquire(context);
        passed.add(ticker.nanos());
      }
      for (int i = permits; i < passed.size(); i++) {
        assertThat(passed.get(i) - passed.get(i - permits)).isGreaterThanOrEqualTo(window);
      }
    }
  }

  @Test
  void whoComesSeldomDoesNotWait() throws Exception {
    RateLimiter limiter = RateLimiter.of(1, Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      limiter.acquire(context);
      ticker.pause(Duration.ofSeconds(1));
    }

    assertThat(ticker.paused()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aWaitWithoutEndIsRefused() throws Exception {
    RateLimiter limiter = RateLimiter.of(1, Duration.ofHours(2));
    limiter.acquire(context);

    assertThatThrownBy(() -> limiter.acquire(context))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("fetch");
    assertThatThrownBy(() -> RateLimiter.of(0, Duration.ofSeconds(1)))
        .hasMessageContaining("permits");
  }
}
