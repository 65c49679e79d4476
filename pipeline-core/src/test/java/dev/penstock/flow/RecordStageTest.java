package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecordStageTest {
  private final PipelineContext context = PipelineContext.builder().stage("s").build();

  @Test
  void mapAppliesAFunctionToEachRecord() {
    StageResult<List<Integer>> result =
        Stages.map(String::length).attempt(List.of("a", "bb"), context);

    assertThat(result.output()).containsExactly(1, 2);
    assertThat(result.processed()).isEqualTo(2);
    assertThat(result.failed()).isZero();
    assertThat(Stages.map(String::length).attempt(List.of(), context).output()).isEmpty();
  }

  @Test
  void theFirstBadRecordFailsTheStageAndIsNamed() {
    AtomicInteger calls = new AtomicInteger();

    StageResult<List<Integer>> result =
        Stages.map(
                (String text) -> {
                  calls.incrementAndGet();
                  return Integer.valueOf(text);
                })
            .attempt(List.of("1", "x", "3"), context);

    assertThat(result.error().get())
        .isInstanceOf(RecordFailedException.class)
        .hasMessageStartingWith("s: record 1: ")
        .hasCauseInstanceOf(NumberFormatException.class);
    assertThat(result.processed()).isEqualTo(1);
    assertThat(result.failed()).isEqualTo(1);
    assertThat(calls).hasValue(2);
  }

  @Test
  void goingOnLeavesBadRecordsOutAndGivesThemToReviewInOrder() {
    List<FlowError> review = new ArrayList<>();

    StageResult<List<Integer>> result =
        Stages.map((String text) -> Integer.valueOf(text))
            .concurrency(4)
            .continueOnError(review::add)
            .attempt(List.of("1", "x", "3", "y", "5"), context);

    assertThat(result.output()).containsExactly(1, 3, 5);
    assertThat(result.processed()).isEqualTo(3);
    assertThat(result.failed()).isEqualTo(2);
    assertThat(review).extracting(FlowError::position).containsExactly(1L, 3L);
    assertThat(review).extracting(FlowError::record).containsExactly("x", "y");
    assertThat(context.errors()).isEqualTo(review);
  }

  @Test
  void aReviewThatFailsFailsTheStage() {
    StageResult<List<Integer>> result =
        Stages.map((String text) -> Integer.valueOf(text))
            .continueOnError(
                error -> {
                  throw new IllegalStateException("no room");
                })
            .attempt(List.of("x"), context);

    assertThat(result.error().get()).hasMessage("no room");
  }

  @Test
  void aFunctionThatGivesNothingIsAnError() {
    @SuppressWarnings("NullAway")
    RecordStage<String, String> nothing = Stages.map(text -> null);

    assertThat(nothing.attempt(List.of("a"), context).error().get())
        .hasMessageContaining("gave null");
  }

  @Test
  void soManyRecordsAsConcurrencySaysAreWorkedOnAtOnce() {
    CyclicBarrier four = new CyclicBarrier(4);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Integer> input = numbers(40);

    StageResult<List<Integer>> result =
        Stages.map(
                (Integer n) -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  four.await(10, TimeUnit.SECONDS); // passes only when four are here
                  now.decrementAndGet();
                  return n;
                })
            .concurrency(4)
            .attempt(input, context);

    assertThat(result.output()).isEqualTo(input);
    assertThat(most).hasValueLessThanOrEqualTo(4);
  }

  @Test
  void aFailureInterruptsTheOthersAtWork() {
    CountDownLatch waiting = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();

    StageResult<List<Integer>> result =
        Stages.map(
                (Integer n) -> {
                  if (n == 1) {
                    waiting.await();
                    throw new IllegalStateException("no");
                  }
                  try {
                    waiting.countDown();
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                  }
                  return n;
                })
            .concurrency(2)
            .attempt(List.of(0, 1), context);

    assertThat(result.error().get()).hasMessage("s: record 1: no");
    assertThat(interrupted).isTrue();
  }

  @Test
  void asynchronousAnswersAreAwaitedInOrder() {
    StageResult<List<Integer>> result =
        Stages.mapAsync(
                (Integer n) ->
                    CompletableFuture.supplyAsync(
                        () -> n * 2,
                        CompletableFuture.delayedExecutor(20 - n, TimeUnit.MILLISECONDS)))
            .concurrency(8)
            .attempt(numbers(20), context);

    assertThat(result.output()).isEqualTo(numbers(20).stream().map(n -> n * 2).toList());
  }

  @Test
  void anAsynchronousAnswerThatDoesNotComeFailsItsRecordOnly() {
    CompletableFuture<Integer> never = new CompletableFuture<>();

    StageResult<List<Integer>> result =
        Stages.mapAsync((Integer n) -> n == 1 ? never : CompletableFuture.completedFuture(n))
            .timeout(Duration.ofMillis(50))
            .continueOnError()
            .attempt(numbers(3), context);

    assertThat(result.output()).containsExactly(0, 2);
    assertThat(never).isCancelled();
    assertThat(context.errors()).singleElement().asString().contains("PT0.05S");
  }

  @Test
  void anAsynchronousFailureIsTheRecordsOwn() {
    StageResult<List<Integer>> result =
        Stages.mapAsync(
                (Integer n) ->
                    CompletableFuture.<Integer>failedFuture(new IllegalStateException("no " + n)))
            .attempt(List.of(7), context);

    assertThat(result.error().get()).hasMessage("s: record 0: no 7");
  }

  @Test
  void filterKeepsWhatIsTrue() {
    StageResult<List<Integer>> result =
        Stages.filter((Integer n) -> n % 2 == 0).attempt(numbers(5), context);

    assertThat(result.output()).containsExactly(0, 2, 4);
    assertThat(result.processed()).isEqualTo(5);
    assertThat(
            Stages.filterAsync((Integer n) -> CompletableFuture.completedFuture(n > 2))
                .concurrency(3)
                .attempt(numbers(5), context)
                .output())
        .containsExactly(3, 4);
  }

  @Test
  void validateTakesTrueFalseOrAMessage() {
    RecordStage<Integer, Integer> rule =
        Stages.validate(n -> n == 1 ? Verdict.invalid("one is not welcome") : Verdict.of(n != 2));

    StageResult<List<Integer>> result = rule.continueOnError().attempt(numbers(4), context);

    assertThat(result.output()).containsExactly(0, 3);
    assertThat(context.errors())
        .extracting(FlowError::message)
        .containsExactly("s: record 1: one is not welcome", "s: record 2: the record is not valid");
    assertThat(rule.attempt(numbers(4), context).error().get())
        .hasCauseInstanceOf(InvalidRecordException.class);
    assertThat(
            Stages.validate("must be small", (Integer n) -> n < 9)
                .attempt(List.of(9), context)
                .error()
                .get())
        .hasMessageEndingWith("must be small");
  }

  @Test
  void aRecordIsTriedAgainByItself() {
    ManualTicker ticker = new ManualTicker();
    AtomicInteger calls = new AtomicInteger();

    StageResult<List<Integer>> result =
        Stages.map(
                (Integer n) -> {
                  if (n == 1 && calls.incrementAndGet() < 3) {
                    throw new TransientException(Problem.of("busy", "place", "busy"), null);
                  }
                  return n;
                })
            .retry(RetryPolicy.attempts(3).jitter(0))
            .attempt(numbers(3), PipelineContext.builder().ticker(ticker).build());

    assertThat(result.output()).containsExactly(0, 1, 2);
    assertThat(calls).hasValue(3);
    assertThat(ticker.paused()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void eachRecordAsksTheLimiter() {
    ManualTicker ticker = new ManualTicker();

    Stages.map((Integer n) -> n)
        .rateLimit(RateLimiter.of(10, Duration.ofSeconds(1)))
        .attempt(numbers(11), PipelineContext.builder().ticker(ticker).build());

    assertThat(ticker.paused()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void cancellingEndsWorkersThatWait() {
    AtomicBoolean cancelled = new AtomicBoolean();
    PipelineContext run = PipelineContext.builder().cancellation(cancelled::get).build();

    PipelineResult<List<Integer>> result =
        Pipeline.<List<Integer>>named("p")
            .then(
                Stages.map(
                        (Integer n) -> {
                          cancelled.set(true);
                          new CountDownLatch(1).await();
                          return n;
                        })
                    .concurrency(3)
                    .continueOnError())
            .run(numbers(10), run);

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(result.errorCount()).isEqualTo(1); // the run, none of the records
  }

  private static List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }
}
