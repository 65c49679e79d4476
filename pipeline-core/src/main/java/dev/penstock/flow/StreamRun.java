package dev.penstock.flow;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One run of a stream: a thread that reads, one per stage, one that loads, and bounded queues
 * between them. The stage's thread watches them.
 */
final class StreamRun<I, T, R> {
  private static final List<Object> END = new ArrayList<>();

  private final StreamPlan<I> plan;
  private final StreamSink<T, R> sink;
  private final PipelineContext context;
  private final Crew crew;
  private final AtomicLong moved = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<StageResult<R>> answer = new AtomicReference<>();

  StreamRun(StreamPlan<I> plan, StreamSink<T, R> sink, PipelineContext context) {
    this.plan = plan;
    this.sink = sink;
    this.context = context;
    this.crew = new Crew(context.stage());
  }

  StageResult<R> run(I input) throws Exception {
    BlockingQueue<List<Object>> queue = queue();
    BlockingQueue<List<Object>> first = queue;
    crew.start(StreamPlan.EXTRACT, naming(StreamPlan.EXTRACT, own -> read(input, own, first)));
    for (Pipeline.Step step : plan.steps()) {
      BlockingQueue<List<Object>> from = queue;
      BlockingQueue<List<Object>> to = queue();
      crew.start(step.name(), naming(step.name(), own -> pass(step, own, from, to)));
      queue = to;
    }
    BlockingQueue<List<Object>> last = queue;
    crew.start(StreamPlan.LOAD, naming(StreamPlan.LOAD, own -> load(own, last)));
    crew.await(watch());
    return Objects.requireNonNull(answer.get(), "the stream ended without a result");
  }

  private BlockingQueue<List<Object>> queue() {
    return new ArrayBlockingQueue<>(plan.queueLength());
  }

  private Crew.Work naming(String part, CheckedConsumer<PipelineContext> work) {
    PipelineContext own = context.at(part);
    return () -> {
      try {
        work.accept(own);
      } catch (Exception | Error e) {
        throw Causes.givenUp(e) ? (Exception) e : new StageFailedException(own.stage(), e);
      }
    };
  }

  private Crew.Watch watch() {
    return new Crew.Watch() {
      private long seen = moved.get();
      private long since = System.nanoTime();

      @Override
      public void check() {
        context.check();
        long now = System.nanoTime();
        if (moved.get() != seen) {
          seen = moved.get();
          since = now;
        } else if (now - since > plan.stallTimeout().toNanos()) {
          throw stalled();
        }
      }
    };
  }

  private TransientException stalled() {
    String told = "no record moved for " + plan.stallTimeout() + "; the stream was ended.";
    return new TransientException(
        new Problem("stalled", context.stage(), told, "Raise the limit if it needs longer."), null);
  }

  private void read(I input, PipelineContext own, BlockingQueue<List<Object>> to) throws Exception {
    try (Stream<?> stream = plan.extract().open(input, own)) {
      List<Object> chunk = new ArrayList<>();
      for (Iterator<?> records = stream.iterator(); records.hasNext(); ) {
        own.check();
        chunk.add(Objects.requireNonNull(records.next(), "the source gave a null"));
        moved.incrementAndGet();
        if (chunk.size() == plan.chunkSize()) {
          hand(chunk, own, to);
          chunk = new ArrayList<>();
        }
      }
      if (!chunk.isEmpty()) {
        hand(chunk, own, to);
      }
    }
    to.put(END);
  }

  private static void hand(List<Object> chunk, PipelineContext own, BlockingQueue<List<Object>> to)
      throws InterruptedException {
    to.put(Collections.unmodifiableList(chunk));
    own.finish(StageResult.of(chunk).counting(chunk.size(), 0));
  }

  @SuppressWarnings("unchecked") // Streaming.then has checked that each stage fits the one before
  private void pass(
      Pipeline.Step step,
      PipelineContext own,
      BlockingQueue<List<Object>> from,
      BlockingQueue<List<Object>> to)
      throws Exception {
    Stage<List<Object>, List<Object>> stage = (Stage<List<Object>, List<Object>>) step.stage();
    for (List<Object> chunk = from.take(); chunk != END; chunk = from.take()) {
      StageResult<List<Object>> result = own.finish(stage.attempt(chunk, own));
      moved.incrementAndGet();
      failed.addAndGet(result.failed());
      if (result instanceof StageResult.Failed<List<Object>> broken) {
        throw broken.cause() instanceof Exception e ? e : new IllegalStateException(broken.cause());
      }
      if (!result.output().isEmpty()) {
        to.put(result.output());
      }
    }
    to.put(END);
  }

  @SuppressWarnings("unchecked")
  private void load(PipelineContext own, BlockingQueue<List<Object>> from) throws Exception {
    long loaded = 0;
    while (loaded < plan.limit()) {
      List<Object> chunk = from.take();
      if (chunk == END) {
        break;
      }
      int wanted = (int) Math.min(chunk.size(), plan.limit() - loaded);
      sink.take((List<T>) chunk.subList(0, wanted), own);
      loaded += wanted;
      moved.incrementAndGet();
      own.finish(StageResult.of(chunk).counting(wanted, 0));
    }
    answer.set(StageResult.of(sink.end()).counting(loaded, failed.get()));
    crew.halt();
  }
}
