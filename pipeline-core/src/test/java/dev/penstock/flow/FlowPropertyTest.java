package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random inputs, sizes and concurrency, against what plain Java computes. */
class FlowPropertyTest {
  private final long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());
  private final Random random = new Random(seed);

  @BeforeEach
  void tellTheSeed() {
    System.out.println("penstock.seed=" + seed);
  }

  private List<Integer> numbers() {
    return random.ints(random.nextInt(300), 0, 1000).boxed().toList();
  }

  /** Takes a different time for each record, so that concurrent ones overtake each other. */
  private static int work(int n, int bad) {
    for (int i = 0; i < n % 7; i++) {
      Thread.yield();
    }
    if (bad > 0 && n % bad == 0) {
      throw new IllegalStateException("bad " + n);
    }
    return n * 31;
  }

  @Test
  void orderIsKeptAndNothingIsLostOrDoubledWhateverTheConcurrency() {
    for (int round = 0; round < 100; round++) {
      List<Integer> input = numbers();
      int bad = random.nextInt(10);
      List<Integer> good = input.stream().filter(n -> bad == 0 || n % bad != 0).toList();
      List<FlowError> review = new ArrayList<>();
      RecordStage<Integer, Integer> map =
          random.nextBoolean()
              ? Stages.map(n -> work(n, bad))
              : Stages.mapAsync(n -> CompletableFuture.supplyAsync(() -> work(n, bad)));

      StageResult<List<Integer>> result =
          map.concurrency(1 + random.nextInt(20))
              .continueOnError(review::add)
              .attempt(input, PipelineContext.create());

      assertThat(result.output()).isEqualTo(good.stream().map(n -> n * 31).toList());
      assertThat(result.processed()).isEqualTo(good.size());
      assertThat(result.failed()).isEqualTo(input.size() - good.size());
      assertThat(review.stream().map(error -> input.get((int) error.position())))
          .isEqualTo(review.stream().map(FlowError::record).toList())
          .allSatisfy(n -> assertThat(n % bad).isZero());
    }
  }

  @Test
  void failingFastNamesARecordThatIsBad() {
    for (int round = 0; round < 50; round++) {
      List<Integer> input = numbers();
      int bad = 2 + random.nextInt(100);
      PipelineResult<List<Integer>> result =
          Pipeline.<List<Integer>>named("p")
              .then(
                  "map",
                  Stages.map((Integer n) -> work(n, bad)).concurrency(1 + random.nextInt(20)))
              .run(input);

      boolean anyBad = input.stream().anyMatch(n -> n % bad == 0);
      assertThat(result.success()).isEqualTo(!anyBad);
      if (anyBad) {
        assertThat(input.stream().filter(n -> n % bad == 0))
            .anySatisfy(n -> assertThat(result.error().get()).hasMessageEndingWith("bad " + n));
      }
    }
  }

  @Test
  void batchesJoinedAreTheWhole() {
    for (int round = 0; round < 200; round++) {
      List<Integer> input = numbers();
      int size = 1 + random.nextInt(50);
      PipelineContext context = PipelineContext.create();

      List<List<Integer>> batches = Stages.<Integer>batch(size).attempt(input, context).output();

      assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, size));
      assertThat(batches).hasSize(Math.ceilDiv(input.size(), size));
      assertThat(Stages.<Integer>flatten().attempt(batches, context).output()).isEqualTo(input);
    }
  }

  @Test
  void streamsKeepOrderLoseNothingAndCloseTheirSource() {
    for (int round = 0; round < 60; round++) {
      List<Integer> input = numbers();
      int bad = random.nextInt(10);
      long limit = random.nextInt(3) == 0 ? random.nextInt(100) : Long.MAX_VALUE;
      List<Integer> good = input.stream().filter(n -> bad == 0 || n % bad != 0).toList();
      List<Integer> loaded = Collections.synchronizedList(new ArrayList<>());
      List<String> closed = Collections.synchronizedList(new ArrayList<>());
      Stage<List<Integer>, Long> stream =
          Streaming.<List<Integer>, Integer>from(
                  (all, context) -> all.stream().onClose(() -> closed.add("closed")))
              .chunkSize(1 + random.nextInt(40))
              .queueLength(1 + random.nextInt(3))
              .then(
                  "work",
                  Stages.map((Integer n) -> work(n, bad))
                      .concurrency(1 + random.nextInt(4))
                      .continueOnError())
              .then("cut", Stages.batch(1 + random.nextInt(5)))
              .then("join", Stages.flatten())
              .limit(limit)
              .into((chunk, context) -> loaded.addAll(chunk));

      StageResult<Long> result = stream.attempt(input, PipelineContext.create());

      assertThat(result.error()).isEmpty();
      assertThat(loaded).isEqualTo(good.stream().map(n -> n * 31).limit(limit).toList());
      assertThat(result.output()).isEqualTo(loaded.size());
      assertThat(closed).hasSize(1);
    }
  }

  @Test
  void aRunEndsAtTheStageThatFailsAndHooksSeeEachStageOnce() {
    for (int round = 0; round < 50; round++) {
      int stages = 1 + random.nextInt(8);
      int broken = random.nextInt(stages + 3);
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      Pipeline<Integer, Integer> pipeline = Pipeline.named("p");
      for (int i = 0; i < stages; i++) {
        int at = i;
        pipeline =
            pipeline.then(
                "s" + i,
                Stages.apply(
                    n -> {
                      seen.add("run s" + at);
                      if (at == broken) {
                        throw new IllegalStateException("no");
                      }
                      return n + 1;
                    }));
      }
      pipeline =
          pipeline
              .hook(Hook.beforeStage(moment -> seen.add("before " + moment.stage())))
              .hook(Hook.afterStage(moment -> seen.add("after " + moment.stage())))
              .hook(Hook.onError(moment -> seen.add("error " + moment.stage())))
              .hook(Hook.onComplete(moment -> seen.add("complete")));

      PipelineResult<Integer> result = pipeline.run(0);

      boolean fails = broken < stages;
      assertThat(seen)
          .isEqualTo(
              Stream.of(
                      Stream.iterate(0, i -> i + 1)
                          .limit(fails ? broken + 1 : stages)
                          .flatMap(i -> Stream.of("before s" + i, "run s" + i, "after s" + i)),
                      fails ? Stream.of("error s" + broken) : Stream.<String>of(),
                      Stream.of("complete"))
                  .flatMap(part -> part)
                  .toList());
      assertThat(result.success()).isEqualTo(!fails);
    }
  }
}
