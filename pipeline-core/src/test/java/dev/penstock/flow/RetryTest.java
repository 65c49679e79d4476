package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Cancelled;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Problem PROBLEM = Problem.of("busy", "place", "busy");

  private final ManualTicker ticker = new ManualTicker();
  private final PipelineContext context =
      PipelineContext.builder().stage("s").ticker(ticker).build();
  private final AtomicInteger calls = new AtomicInteger();

  private Stage<String, String> failing(int times, Exception with) {
    return (text, run) -> {
      run.advance(1, 0);
      if (calls.incrementAndGet() <= times) {
        throw with;
      }
      return StageResult.of(text);
    };
  }

  @Test
  void aTransientErrorIsTriedAgainWithLongerAndLongerWaits() {
    RetryPolicy policy =
        RetryPolicy.attempts(5).delays(Duration.ofSeconds(1), Duration.ofSeconds(3)).jitter(0);

    StageResult<String> result =
        Stages.retry(failing(4, new IOException("reset")), policy).attempt("x", context);

    assertThat(result.output()).isEqualTo("x");
    assertThat(calls).hasValue(5);
    assertThat(ticker.paused()).isEqualTo(Duration.ofSeconds(1 + 2 + 3 + 3));
    assertThat(context.progress()).containsEntry("s", new StageProgress(1, 0));
  }

  @Test
  void theLastErrorIsTheResultWhenAllAttemptsFailed() {
    StageResult<String> result =
        Stages.retry(failing(9, new IOException("reset")), RetryPolicy.attempts(3))
            .attempt("x", context);

    assertThat(result.error().get()).hasMessage("reset");
    assertThat(calls).hasValue(3);
  }

  @Test
  void aPermanentErrorIsNotTriedAgain() {
    for (Exception permanent :
        List.of(
            new PermanentException(PROBLEM),
            new PermanentException(PROBLEM, new IOException("behind it")),
            new IllegalArgumentException("bad"),
            new NoSuchFileException("there"),
            new Cancelled(),
            new IllegalStateException(new Cancelled()))) {
      calls.set(0);
      Stages.retry(failing(9, permanent), RetryPolicy.attempts(3)).attempt("x", context);
      assertThat(calls).as(permanent.toString()).hasValue(1);
    }
    assertThat(ticker.paused()).isZero();
  }

  @Test
  void whatIsTransientIsToldByTheFirstCauseThatTells() {
    for (Exception transients :
        List.of(
            new TransientException(PROBLEM, null),
            new UncheckedIOException(new IOException("reset")),
            new HttpTimeoutException("late"),
            new TimeoutException(),
            new IllegalStateException(new TransientException(PROBLEM, null)))) {
      calls.set(0);
      Stages.retry(failing(9, transients), RetryPolicy.attempts(2)).attempt("x", context);
      assertThat(calls).as(transients.toString()).hasValue(2);
    }
  }

  @Test
  void aPolicyMaySayItself() {
    RetryPolicy policy =
        RetryPolicy.attempts(3).when(error -> error instanceof ArithmeticException);

    Stages.retry(failing(9, new ArithmeticException("x")), policy).attempt("x", context);

    assertThat(calls).hasValue(3);
  }

  @Test
  void aCallIsRetriedToo() throws Exception {
    String answer =
        RetryPolicy.attempts(3)
            .call(
                context,
                () -> {
                  if (calls.incrementAndGet() < 3) {
                    throw new IOException("reset");
                  }
                  return "there";
                });

    assertThat(answer).isEqualTo("there");
    assertThat(ticker.paused()).isPositive();
  }

  @Test
  void waitsStayBetweenTheirBounds() {
    long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());
    System.out.println("penstock.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      double jitter = random.nextDouble();
      double factor = 1 + random.nextDouble() * 9;
      long first = 1 + random.nextInt(1000);
      long longest = 1 + random.nextInt(100_000);
      int attempt = 1 + random.nextInt(1000);
      RetryPolicy policy =
          RetryPolicy.attempts(1000)
              .delays(Duration.ofMillis(first), Duration.ofMillis(longest))
              .factor(factor)
              .jitter(jitter);

      Duration delay = policy.delay(attempt, random);

      double most = Math.min(longest, first * Math.pow(factor, attempt - 1.0));
      assertThat(delay.toNanos() / 1e6).isBetween(most * (1 - jitter) - 0.001, most + 0.001);
    }
  }

  @Test
  void aPolicyThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> RetryPolicy.attempts(0)).hasMessageContaining("attempts");
    assertThatThrownBy(() -> RetryPolicy.attempts(1).jitter(Double.NaN))
        .hasMessageContaining("jitter");
    assertThatThrownBy(() -> RetryPolicy.attempts(1).factor(0.5)).hasMessageContaining("factor");
    assertThatThrownBy(() -> RetryPolicy.attempts(1).delays(Duration.ZERO, Duration.ofDays(1)))
        .hasMessageContaining("first");
  }
}
