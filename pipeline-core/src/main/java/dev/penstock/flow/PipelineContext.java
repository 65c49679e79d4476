package dev.penstock.flow;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stage knows of the run that it works in: its id, its start, values that stages share, the
 * errors so far, and how far each stage is. Each stage sees the same run under its own {@link
 * #stage() name}. Thread-safe.
 *
 * <pre>{@code
 * PipelineContext context = PipelineContext.builder().metadata("tenant", "acme").build();
 * PipelineResult<Long> result = pipeline.run(users, context);
 * context.progress(); // {validate=StageProgress[processed=98, failed=2], ...}
 * }</pre>
 */
public final class PipelineContext {
  private static final Duration SLICE = Duration.ofMillis(50);

  private final RunState run;
  private final String stage;
  private final boolean failFast;
  private final Track track;

  PipelineContext(RunState run, String stage, boolean failFast) {
    this.run = run;
    this.stage = stage;
    this.failFast = failFast;
    this.track = stage.isEmpty() ? new Track() : run.track(stage);
  }

  /** For a run that starts now, with a random id. */
  public static PipelineContext create() {
    return builder().build();
  }

  public static ContextBuilder builder() {
    return new ContextBuilder();
  }

  public String id() {
    return run.id;
  }

  public Instant started() {
    return run.started;
  }

  /** The present moment by the run's clock. */
  public Instant now() {
    return run.clock.instant();
  }

  /** Path of the stage at work, for example {@code import/validate}; empty outside of a stage. */
  public String stage() {
    return stage;
  }

  /** Whether a record-wise stage that says nothing else fails with its first bad record. */
  public boolean failFast() {
    return failFast;
  }

  /** Values that stages of this run share, by name; a map for several threads. */
  public Map<String, Object> metadata() {
    return run.metadata;
  }

  /** A shared value, where it is there and of this type. */
  public <T> Optional<T> metadata(String key, Class<T> type) {
    return Optional.ofNullable(run.metadata.get(key)).filter(type::isInstance).map(type::cast);
  }

  /** The first errors, as many as the run keeps; {@link #errorCount()} counts all. */
  public List<FlowError> errors() {
    return run.errors();
  }

  public long errorCount() {
    return run.errorCount();
  }

  /** Adds an error of the stage at work that does not end it. */
  public void error(Throwable cause) {
    error(FlowError.of(stage, cause));
  }

  void error(FlowError error) {
    run.add(error);
  }

  /** As {@link #error(Throwable)}, unless a part of this stage has just told the same. */
  void errorOnce(Throwable cause) {
    run.addOnce(FlowError.of(stage, cause));
  }

  /** How far each stage is, by its path. */
  public Map<String, StageProgress> progress() {
    return run.progress();
  }

  /**
   * Tells how far the stage at work is, for those who watch; its result replaces these numbers when
   * it ends.
   */
  public void advance(long processed, long failed) {
    track.advance(processed, failed);
  }

  public Cancellation cancellation() {
    return run.cancellation;
  }

  /** Ends the caller's work with {@link Cancelled} where the run is cancelled or interrupted. */
  public void check() {
    run.cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new Cancelled();
    }
  }

  /** Waits in short slices, so that cancelling the run ends it at once. */
  public void pause(Duration time) throws InterruptedException {
    long until = run.ticker.nanos() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - run.ticker.nanos()) {
      check();
      run.ticker.pause(Duration.ofNanos(Math.min(left, SLICE.toNanos())));
    }
  }

  /** The same run, seen by a part of the stage at work. */
  public PipelineContext at(String part) {
    return new PipelineContext(run, stage.isEmpty() ? part : stage + "/" + part, failFast);
  }

  PipelineContext withFailFast(boolean value) {
    return value == failFast ? this : new PipelineContext(run, stage, value);
  }

  Ticker ticker() {
    return run.ticker;
  }

  Duration since(long nanos) {
    return Duration.ofNanos(run.ticker.nanos() - nanos);
  }

  /** Position of the first record of the input at work among all that the stage took. */
  long position() {
    return track.taken();
  }

  void restart() {
    track.restart();
  }

  <O> StageResult<O> finish(StageResult<O> result) {
    track.finish(result);
    return result;
  }
}
