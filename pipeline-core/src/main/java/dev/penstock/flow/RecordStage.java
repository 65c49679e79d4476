package dev.penstock.flow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stage that goes through a list record by record: {@link Stages#map}, {@link Stages#filter} and
 * {@link Stages#validate} make one. The order of the records is kept, whatever the concurrency.
 * Immutable: each method gives a changed copy.
 *
 * <pre>{@code
 * Stages.map((Order order) -> client.price(order))
 *     .concurrency(8)
 *     .retry(RetryPolicy.attempts(3))
 *     .continueOnError(error -> review.add(error));
 * }</pre>
 *
 * @param <I> a record that goes in
 * @param <O> a record that comes out
 */
public final class RecordStage<I, O> implements Stage<List<I>, List<O>> {
  /** What is done with one record; null drops it. */
  interface Call<I, O> {
    @Nullable O call(I record, PipelineContext context, Duration timeout) throws Exception;
  }

  private final String name;
  private final Call<I, O> call;
  private final RecordOptions options;

  RecordStage(String name, Call<I, O> call, RecordOptions options) {
    this.name = name;
    this.call = call;
    this.options = options;
  }

  /**
   * Works on up to so many records at once, on virtual threads; 1 unless set, which is on the
   * stage's own thread. The first record that fails the stage interrupts the others at work.
   */
  public RecordStage<I, O> concurrency(int workers) {
    return with(options.withWorkers(workers));
  }

  /**
   * Goes on after a record that fails: it is left out, counted and put to the run's errors, which
   * keep the first ones.
   */
  public RecordStage<I, O> continueOnError() {
    return continueOnError(error -> {});
  }

  /**
   * Goes on as {@link #continueOnError()}, and gives every record that failed to {@code review}: in
   * order, on one thread, at the end of the list. If that fails, the stage does.
   */
  public RecordStage<I, O> continueOnError(CheckedConsumer<FlowError> review) {
    return with(options.withReview(review));
  }

  /** Fails with the first record that fails, even where the pipeline goes on. */
  public RecordStage<I, O> failFast() {
    return with(options.withFailFast());
  }

  /** How long one asynchronous answer may take; a minute unless set. */
  public RecordStage<I, O> timeout(Duration limit) {
    return with(options.withTimeout(limit));
  }

  /** Asks the limiter before each record, and before each time that one is tried again. */
  public RecordStage<I, O> rateLimit(RateLimiter limiter) {
    return with(options.withLimiter(limiter));
  }

  /** Tries a record that fails again by itself, before it counts as failed. */
  public RecordStage<I, O> retry(RetryPolicy policy) {
    return with(options.withRetry(policy));
  }

  private RecordStage<I, O> with(RecordOptions other) {
    return new RecordStage<>(name, call, other);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StageResult<List<O>> process(List<I> input, PipelineContext context) throws Exception {
    return new RecordRun<>(call, options, input, context).run();
  }
}
