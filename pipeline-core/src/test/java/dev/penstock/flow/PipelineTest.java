package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Cancelled;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final Stage<String, Integer> LENGTH =
      (text, context) -> StageResult.of(text.length());
  private static final Stage<String, String> BROKEN =
      (text, context) -> {
        throw new IllegalStateException("broken on purpose");
      };

  @Test
  void eachStageTakesWhatTheOneBeforeGives() {
    Pipeline<String, String> pipeline =
        Pipeline.<String>named("lengths")
            .then("length", LENGTH)
            .then("text", Stages.apply(number -> "length " + number));

    PipelineResult<String> result = pipeline.run("four");

    assertThat(result.orThrow()).isEqualTo("length 4");
    assertThat(result.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(result.stages()).extracting(StageReport::stage).containsExactly("length", "text");
    assertThat(result.error()).isEmpty();
    assertThat(result.failedStage()).isEmpty();
    assertThat(pipeline.stages()).containsExactly("length", "text");
  }

  @Test
  void aPipelineWithoutStagesGivesWhatItTakes() {
    assertThat(Pipeline.<String>named("nothing").run("same").output()).isEqualTo("same");
  }

  @Test
  void stagesMayRunOnTheCallersThread() {
    Pipeline<String, Thread> pipeline =
        Pipeline.<String>named("where")
            .then("length", LENGTH)
            .then("thread", Stages.apply(number -> Thread.currentThread()));

    assertThat(pipeline.run("x").orThrow()).isNotSameAs(Thread.currentThread());
    assertThat(pipeline.onCallersThread().run("x").orThrow()).isSameAs(Thread.currentThread());
  }

  @Test
  void aCallerMayHaveTheStagesOwnException() {
    IllegalStateException own = new IllegalStateException("mine");
    PipelineResult<String> result =
        Pipeline.<String>named("broken")
            .then("stage", Stages.apply((String text) -> fail(own)))
            .onCallersThread()
            .run("x");

    assertThatThrownBy(result::orRethrow).isSameAs(own);
    assertThatThrownBy(
            Pipeline.<String>named("broken")
                    .then("stage", Stages.apply((String text) -> fail(new IOException("lost"))))
                    .run("x")
                ::orRethrow)
        .isInstanceOf(PipelineFailedException.class)
        .hasRootCauseMessage("lost");
  }

  private static String fail(Exception with) throws Exception {
    throw with;
  }

  @Test
  void aFailedStageEndsTheRunAndThoseBehindItDoNotBegin() {
    AtomicInteger calls = new AtomicInteger();

    PipelineResult<Integer> result =
        Pipeline.<String>named("import")
            .then("first", Stages.apply(text -> text + "!"))
            .then("second", BROKEN)
            .then("third", Stages.apply((String text) -> calls.incrementAndGet()))
            .run("x");

    assertThat(result.success()).isFalse();
    assertThat(result.status()).isEqualTo(RunStatus.FAILED);
    assertThat(result.failedStage()).contains("second");
    assertThat(result.stages()).extracting(StageReport::success).containsExactly(true, false);
    assertThat(result.errors()).extracting(FlowError::stage).containsExactly("second");
    assertThat(result.outcome().failed()).isEqualTo(1);
    assertThat(calls).hasValue(0);
    assertThatThrownBy(result::output)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken on purpose");
    assertThatThrownBy(result::orThrow)
        .isInstanceOf(PipelineFailedException.class)
        .hasMessageContainingAll("import", result.id(), "second", "broken on purpose")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  @SuppressWarnings({"NullAway", "InfiniteRecursion"})
  void whateverAStageThrowsOrGivesItsResultIsAFailedOne() {
    Stage<String, String> nothing = (text, context) -> null;
    Stage<String, String> nullOutput = (text, context) -> StageResult.of(null);
    Stage<String, String> checked =
        (text, context) -> {
          throw new Exception("checked");
        };
    Stage<String, String> error =
        (text, context) -> {
          throw new AssertionError("error");
        };
    Stage<String, String> told = (text, context) -> StageResult.failed(new Exception("told"));
    Stage<String, String> deep =
        new Stage<>() {
          @Override
          public StageResult<String> process(String text, PipelineContext context)
              throws Exception {
            return process(text, context);
          }
        };

    for (Stage<String, String> stage : List.of(nothing, nullOutput, checked, error, told, deep)) {
      PipelineResult<String> result = Pipeline.<String>named("bad").then(stage).run("x");
      assertThat(result.status()).isEqualTo(RunStatus.FAILED);
      assertThat(result.errorCount()).isEqualTo(1);
    }
  }

  @Test
  void stagesWithoutANameGetOneOfTheirOwn() {
    Pipeline<List<String>, List<String>> pipeline =
        Pipeline.<List<String>>named("filters")
            .then(Stages.filter(text -> !text.isEmpty()))
            .then(Stages.filter(text -> !text.isBlank()))
            .then((texts, context) -> StageResult.of(texts));

    assertThat(pipeline.stages()).containsExactly("filter", "filter-2", "stage");
    assertThatThrownBy(() -> pipeline.then("filter", Stages.filter(text -> true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("filters", "'filter'");
    assertThatThrownBy(() -> Pipeline.named(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addingAStageLeavesThePipelineAsItWas() {
    Pipeline<String, String> one = Pipeline.<String>named("one");
    one.then(LENGTH);
    one.continueOnError().hook(Hook.beforeStage(moment -> {}));

    assertThat(one.stages()).isEmpty();
    assertThat(one.run("same").output()).isEqualTo("same");
  }

  @Test
  void cancellingEndsAStageThatWaits() throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicBoolean interrupted = new AtomicBoolean();
    Stage<String, String> waiting =
        (text, context) -> {
          cancelled.set(true);
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
          return StageResult.of(text);
        };
    PipelineContext context = PipelineContext.builder().cancellation(() -> cancelled.get()).build();
    long began = System.nanoTime();

    PipelineResult<String> result =
        Pipeline.<String>named("waiting")
            .then("wait", waiting)
            .then("next", BROKEN)
            .run("x", context);

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(result.failedStage()).contains("wait");
    assertThat(interrupted).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void cancellingDoesNotWaitForAStageThatDoesNotListen() {
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    Stage<String, String> deaf =
        (text, context) -> {
          cancelled.set(true);
          while (!over.get()) {
            Thread.onSpinWait();
            Thread.yield();
          }
          return StageResult.of(text);
        };
    PipelineContext context = PipelineContext.builder().cancellation(cancelled::get).build();
    long began = System.nanoTime();

    PipelineResult<String> result = Pipeline.<String>named("deaf").then(deaf).run("x", context);
    over.set(true);

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void interruptingTheCallerCancelsTheRunAndStaysSet() throws Exception {
    CountDownLatch at = new CountDownLatch(1);
    AtomicReference<PipelineResult<String>> result = new AtomicReference<>();
    AtomicReference<RunStatus> told = new AtomicReference<>();
    AtomicBoolean still = new AtomicBoolean();
    Pipeline<String, String> pipeline =
        Pipeline.<String>named("waiting")
            .then(
                "wait",
                (text, context) -> {
                  at.countDown();
                  new CountDownLatch(1).await();
                  return StageResult.of(text);
                })
            .hook(Hook.onComplete(moment -> told.set(moment.result().status())));
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  result.set(pipeline.run("x"));
                  still.set(Thread.currentThread().isInterrupted());
                });
    at.await();

    caller.interrupt();

    assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    assertThat(result.get()).extracting(PipelineResult::status).isEqualTo(RunStatus.CANCELLED);
    assertThat(told.get()).isEqualTo(RunStatus.CANCELLED);
    assertThat(still).isTrue();
  }

  @Test
  void aStageThatTakesTooLongFailsAsTransient() {
    PipelineResult<String> result =
        Pipeline.<String>named("slow")
            .stageTimeout(Duration.ofMillis(100))
            .then(
                "wait",
                (String text, PipelineContext context) -> {
                  new CountDownLatch(1).await();
                  return StageResult.of(text);
                })
            .run("x");

    assertThat(result.status()).isEqualTo(RunStatus.FAILED);
    assertThat(result.error().get())
        .isInstanceOf(TransientException.class)
        .hasMessageContainingAll("wait", "PT0.1S");
  }

  @Test
  void aPipelineIsAStage() {
    Pipeline<List<String>, List<Integer>> inner =
        Pipeline.<List<String>>named("inner").then("parse", Stages.map(Integer::valueOf));
    Pipeline<List<String>, Integer> outer =
        Pipeline.<List<String>>named("outer")
            .then(inner)
            .then("sum", Stages.aggregate(Collectors.summingInt((Integer n) -> n)));
    PipelineContext context = PipelineContext.create();

    assertThat(outer.run(List.of("1", "2"), context).output()).isEqualTo(3);
    assertThat(context.progress())
        .containsEntry("inner/parse", new StageProgress(2, 0))
        .containsEntry("inner", new StageProgress(2, 0));

    PipelineResult<Integer> bad = outer.run(List.of("1", "x"));
    assertThat(bad.failedStage()).contains("inner");
    assertThat(bad.errors()).extracting(FlowError::stage).containsExactly("inner/parse");
    assertThat(bad.error().get()).hasMessageContainingAll("inner/parse", "record 1");
  }

  @Test
  void itsDefaultOfGoingOnReachesRecordWiseStagesThatSayNothing() {
    Pipeline<List<String>, List<Integer>> parse =
        Pipeline.<List<String>>named("parse").then("parse", Stages.map(Integer::valueOf));
    List<String> input = List.of("1", "x", "3");

    assertThat(parse.run(input).status()).isEqualTo(RunStatus.FAILED);

    PipelineResult<List<Integer>> result = parse.continueOnError().run(input);
    assertThat(result.output()).containsExactly(1, 3);
    assertThat(result.outcome().failed()).isEqualTo(1);
    assertThat(result.errors()).singleElement().extracting(FlowError::position).isEqualTo(1L);

    Pipeline<List<String>, List<Integer>> strict =
        Pipeline.<List<String>>named("strict")
            .continueOnError()
            .then(Stages.map((String text) -> Integer.valueOf(text)).failFast());
    assertThat(strict.run(input).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void givingUpIsNotAFailure() {
    PipelineResult<String> result =
        Pipeline.<String>named("x")
            .then(
                (String text, PipelineContext context) -> {
                  throw new Cancelled();
                })
            .then((Object text, PipelineContext context) -> StageResult.of("never"))
            .run("x");

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
  }
}
