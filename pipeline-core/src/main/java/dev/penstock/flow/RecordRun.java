package dev.penstock.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One list on its way through a record-wise stage. */
final class RecordRun<I, O> {
  private final RecordStage.Call<I, O> call;
  private final RecordOptions options;
  private final PipelineContext context;
  private final List<I> records;
  private final List<@Nullable O> outputs;
  private final @Nullable Throwable[] failures;
  private final boolean failFast;
  private final long first;
  private final AtomicInteger next = new AtomicInteger();
  private final LongAdder done = new LongAdder();

  RecordRun(
      RecordStage.Call<I, O> call, RecordOptions options, List<I> input, PipelineContext context) {
    this.call = call;
    this.options = options;
    this.context = context;
    this.records = Collections.unmodifiableList(new ArrayList<>(input));
    this.outputs = new ArrayList<>(Collections.nCopies(records.size(), null));
    this.failures = new Throwable[records.size()];
    this.failFast = options.failFast() == null ? context.failFast() : options.failFast();
    this.first = context.position();
  }

  StageResult<List<O>> run() throws Exception {
    try {
      all();
    } catch (RecordFailedException e) {
      return StageResult.<List<O>>failed(e).counting(done.sum(), 1);
    }
    long failed = review();
    List<O> kept = new ArrayList<>();
    for (O output : outputs) {
      if (output != null) {
        kept.add(output);
      }
    }
    return StageResult.of(Collections.unmodifiableList(kept)).counting(done.sum(), failed);
  }

  private void all() throws Exception {
    int workers = Math.min(options.workers(), records.size());
    if (workers <= 1) {
      work();
      return;
    }
    Crew crew = new Crew(context.stage());
    for (int i = 0; i < workers; i++) {
      crew.start("worker-" + i, this::work);
    }
    crew.await(context::check);
  }

  /** Takes one record after the other until none is left. */
  private void work() throws Exception {
    for (int i = next.getAndIncrement(); i < records.size(); i = next.getAndIncrement()) {
      context.check();
      one(i);
    }
  }

  private void one(int i) throws Exception {
    I record = records.get(i);
    try {
      outputs.set(i, answer(record));
      done.increment();
      context.advance(1, 0);
    } catch (Exception | StackOverflowError e) {
      if (Causes.givenUp(e)) {
        throw e;
      }
      context.check(); // what an interrupt broke is not the record's fault
      if (failFast) {
        throw new RecordFailedException(error(i, e));
      }
      failures[i] = e;
      context.advance(0, 1);
    }
  }

  private @Nullable O answer(I record) throws Exception {
    RetryPolicy retry = options.retry();
    if (retry == null) {
      return once(record);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return once(record);
      } catch (Exception e) {
        if (!retry.again(attempt, e)) {
          throw e;
        }
      }
      retry.pause(attempt, context);
    }
  }

  private @Nullable O once(I record) throws Exception {
    if (options.limiter() != null) {
      options.limiter().acquire(context);
    }
    return call.call(record, context, options.timeout());
  }

  /** Tells of the records that failed, in their order. */
  private long review() throws Exception {
    long failed = 0;
    for (int i = 0; i < failures.length; i++) {
      Throwable cause = failures[i];
      if (cause != null) {
        failed++;
        FlowError error = error(i, cause);
        context.error(error);
        if (options.review() != null) {
          options.review().accept(error);
        }
      }
    }
    return failed;
  }

  private FlowError error(int i, Throwable cause) {
    return new FlowError(context.stage(), first + i, records.get(i), cause);
  }
}
