package dev.penstock.flow;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collector;

/**
 * Makes a stage that streams: for inputs that do not fit into memory. The source is read in chunks;
 * each stage works on one chunk at a time, on a thread of its own, with a short queue before it. A
 * full queue makes the one before wait, up to the source, so that only a few chunks per stage are
 * ever held. The order of the records is kept.
 *
 * <pre>{@code
 * Stage<Path, Long> load =
 *     Streaming.<Path, String>from((path, context) -> Files.lines(path))
 *         .then("parse", Stages.map((String line) -> Order.parse(line)).concurrency(4))
 *         .into((orders, context) -> table.insert(orders));
 * }</pre>
 *
 * <p>A stage that fails, or cancelling the run, ends all of them and closes the source. Hooks are
 * told of the streaming stage as a whole; progress is kept for each part: {@code extract}, the
 * stages by their names, {@code load}. Stages see chunks, not the whole: use {@link #collect} to
 * aggregate over all records. Immutable: each method gives a changed copy.
 *
 * @param <I> what says where to read
 * @param <T> a record behind the last stage so far
 */
public final class Streaming<I, T> {
  private final StreamPlan<I> plan;

  private Streaming(StreamPlan<I> plan) {
    this.plan = plan;
  }

  public static <I, T> Streaming<I, T> from(Extract<I, T> extract) {
    return new Streaming<>(
        new StreamPlan<>(extract, List.of(), 1000, 2, Duration.ofMinutes(10), Long.MAX_VALUE));
  }

  /** Records of a chunk as it is read; 1,000 unless set. */
  public Streaming<I, T> chunkSize(int records) {
    return new Streaming<>(plan.withChunkSize(records));
  }

  /** Chunks that may wait before each stage; 2 unless set. */
  public Streaming<I, T> queueLength(int chunks) {
    return new Streaming<>(plan.withQueueLength(chunks));
  }

  /** How long nothing at all may move before the stream fails; 10 minutes unless set. */
  public Streaming<I, T> stallTimeout(Duration limit) {
    return new Streaming<>(plan.withStallTimeout(limit));
  }

  /** Loads the first so many records that come out of the last stage, then closes the source. */
  public Streaming<I, T> limit(long records) {
    return new Streaming<>(plan.withLimit(records));
  }

  /** One more stage, which takes and gives a chunk at a time, called by its own name. */
  public <R> Streaming<I, R> then(Stage<? super List<T>, List<R>> stage) {
    return then(stage.name(), stage);
  }

  /** One more stage, which takes and gives a chunk at a time. */
  public <R> Streaming<I, R> then(String name, Stage<? super List<T>, List<R>> stage) {
    return new Streaming<>(plan.withStep(new Pipeline.Step(name, stage)));
  }

  /** The stage that loads what comes; gives how many records. */
  public Stage<I, Long> into(Load<T> load) {
    return new StreamStage<I, T, Long>(plan, () -> StreamSink.loading(load));
  }

  /** The stage that makes one value of all records. */
  public <R> Stage<I, R> collect(Collector<T, ?, R> collector) {
    return new StreamStage<I, T, R>(plan, () -> StreamSink.collecting(collector));
  }
}
