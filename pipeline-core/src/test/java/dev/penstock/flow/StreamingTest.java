package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.TransientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamingTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicLong read = new AtomicLong();
  private final List<Integer> loaded = Collections.synchronizedList(new ArrayList<>());

  /** Numbers without end. */
  private Stream<Integer> numbers() {
    opened.incrementAndGet();
    return Stream.iterate(0, n -> n + 1)
        .peek(n -> read.incrementAndGet())
        .onClose(closed::incrementAndGet);
  }

  private Streaming<Integer, Integer> counting() {
    return Streaming.<Integer, Integer>from((count, context) -> numbers().limit(count))
        .chunkSize(10);
  }

  private static <I, O> PipelineResult<O> run(Stage<I, O> stage, I input) {
    return run(stage, input, PipelineContext.create());
  }

  private static <I, O> PipelineResult<O> run(Stage<I, O> stage, I input, PipelineContext context) {
    return Pipeline.<I>named("p").then("copy", stage).run(input, context);
  }

  @Test
  void recordsAreReadTransformedAndLoadedInOrder() {
    PipelineContext context = PipelineContext.create();

    PipelineResult<Long> result =
        run(
            counting()
                .then("even", Stages.filter(n -> n % 2 == 0))
                .then("half", Stages.map((Integer n) -> n / 2).concurrency(3))
                .into((chunk, run) -> loaded.addAll(chunk)),
            95,
            context);

    assertThat(result.orThrow()).isEqualTo(48);
    assertThat(loaded).isEqualTo(Stream.iterate(0, n -> n + 1).limit(48).toList());
    assertThat(closed).hasValue(1);
    assertThat(context.progress())
        .containsEntry("copy/extract", new StageProgress(95, 0))
        .containsEntry("copy/even", new StageProgress(95, 0))
        .containsEntry("copy/half", new StageProgress(48, 0))
        .containsEntry("copy/load", new StageProgress(48, 0));
  }

  @Test
  void collectMakesOneValueOfAllRecords() {
    assertThat(run(counting().collect(Collectors.summingInt(n -> n)), 101).output())
        .isEqualTo(5050);
    assertThat(run(counting().collect(Collectors.counting()), 0).output()).isEqualTo(0L);
  }

  @Test
  void etlIsExtractTransformLoad() {
    Pipeline<Integer, Long> etl =
        Pipeline.etl(
            "etl",
            (Integer count, PipelineContext context) -> numbers().limit(count),
            n -> n * 10,
            (chunk, context) -> loaded.addAll(chunk));

    assertThat(etl.run(3).orThrow()).isEqualTo(3);
    assertThat(etl.run(1).orThrow()).isEqualTo(1);
    assertThat(loaded).containsExactly(0, 10, 20, 0);
    assertThat(etl.stages()).containsExactly("etl");
  }

  @Test
  void aSlowLoadMakesTheSourceWait() {
    AtomicLong most = new AtomicLong();
    AtomicLong done = new AtomicLong();

    PipelineResult<Long> result =
        run(
            counting()
                .queueLength(1)
                .then(Stages.map((Integer n) -> n))
                .into(
                    (chunk, context) -> {
                      for (int i = 0; i < 200; i++) { // time for the source to run ahead
                        Thread.yield();
                      }
                      most.accumulateAndGet(read.get() - done.get(), Math::max);
                      done.addAndGet(chunk.size());
                    }),
            5000);

    assertThat(result.orThrow()).isEqualTo(5000);
    // In hand: one chunk being read, one per queue, one per stage.
    assertThat(most).hasValueLessThanOrEqualTo(5 * 10);
  }

  @Test
  void aStageThatFailsClosesTheSourceAndIsNamed() {
    PipelineResult<Long> result =
        run(
            Streaming.<String, Integer>from((name, context) -> numbers())
                .chunkSize(10)
                .then("check", Stages.validate("too large", n -> n < 42))
                .into((chunk, context) -> loaded.addAll(chunk)),
            "endless");

    assertThat(result.status()).isEqualTo(RunStatus.FAILED);
    assertThat(result.error().get())
        .hasMessageContainingAll("copy/check", "record 42", "too large");
    assertThat(loaded).hasSizeLessThanOrEqualTo(40);
    assertThat(closed).hasValue(1);
  }

  @Test
  void aSourceThatBreaksAndALoadThatBreaksAreNamed() {
    PipelineResult<Long> source =
        run(
            Streaming.<String, Integer>from(
                    (name, context) -> {
                      throw new IOException("gone");
                    })
                .into((chunk, context) -> loaded.addAll(chunk)),
            "x");
    PipelineResult<Long> load =
        run(
            counting()
                .into(
                    (chunk, context) -> {
                      throw new IOException("full");
                    }),
            1000);

    assertThat(source.error().get()).hasMessage("copy/extract: gone");
    assertThat(load.error().get()).hasMessage("copy/load: full");
    assertThat(closed).hasValue(1);
  }

  @Test
  void badRecordsAreNumberedOverTheWholeStream() {
    List<FlowError> review = new ArrayList<>();

    PipelineResult<Long> result =
        run(
            counting()
                .then(
                    Stages.validate("odd one", (Integer n) -> n != 5 && n != 57)
                        .continueOnError(review::add))
                .into((chunk, context) -> loaded.addAll(chunk)),
            60);

    assertThat(result.orThrow()).isEqualTo(58);
    assertThat(result.outcome().failed()).isEqualTo(2);
    assertThat(review).extracting(FlowError::position).containsExactly(5L, 57L);
  }

  @Test
  void aLimitClosesAnEndlessSourceEarly() {
    PipelineResult<Long> result =
        run(
            Streaming.<String, Integer>from((name, context) -> numbers())
                .chunkSize(10)
                .then(Stages.filter(n -> n % 2 == 0))
                .limit(7)
                .into((chunk, context) -> loaded.addAll(chunk)),
            "endless");

    assertThat(result.orThrow()).isEqualTo(7);
    assertThat(loaded).containsExactly(0, 2, 4, 6, 8, 10, 12);
    assertThat(closed).hasValue(1);
    assertThat(read).hasValueLessThan(200);
  }

  @Test
  void cancellingEndsAllAndClosesTheSource() {
    AtomicBoolean cancelled = new AtomicBoolean();
    long began = System.nanoTime();

    PipelineResult<Long> result =
        run(
            Streaming.<String, Integer>from((name, context) -> numbers())
                .into(
                    (chunk, context) -> {
                      cancelled.set(true);
                      new CountDownLatch(1).await();
                    }),
            "endless",
            PipelineContext.builder().cancellation(cancelled::get).build());

    assertThat(result.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(closed).hasValue(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void aStreamThatStandsStillFails() {
    PipelineResult<Long> result =
        run(
            counting()
                .stallTimeout(Duration.ofMillis(100))
                .into((chunk, context) -> new CountDownLatch(1).await()),
            1000);

    assertThat(result.error().get())
        .isInstanceOf(TransientException.class)
        .hasMessageContainingAll("copy", "PT0.1S");
    assertThat(closed).hasValue(1);
  }

  @Test
  void twoStagesOfOneNameAreRefused() {
    assertThatThrownBy(() -> counting().then("load", Stages.map((Integer n) -> n)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'load'");
    assertThatThrownBy(() -> counting().chunkSize(0)).hasMessageContaining("chunkSize");
  }
}
