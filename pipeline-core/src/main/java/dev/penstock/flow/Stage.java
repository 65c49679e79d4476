package dev.penstock.flow;

import dev.penstock.connector.Cancelled;

/**
 * One step of a {@link Pipeline}: takes an input, gives a result.
 *
 * <pre>{@code
 * Stage<String, Integer> length = (text, context) -> StageResult.of(text.length());
 * }</pre>
 *
 * <p>Not to be confused with {@link dev.penstock.batch.Stage}, the stages of a run.
 *
 * <p>A stage keeps no state of a run in fields: one stage may be at work in several runs and on
 * several threads at once. Long work asks {@link PipelineContext#check()} now and then, or waits in
 * ways that an interrupt ends.
 *
 * @param <I> what it takes; do not change it, other stages may be reading it
 * @param <O> what it gives; never null
 */
@FunctionalInterface
public interface Stage<I, O> {
  /**
   * Does the work. May fail by a {@link StageResult.Failed} or by any exception, which comes to the
   * same; callers who do not want to see exceptions call {@link #attempt}.
   */
  StageResult<O> process(I input, PipelineContext context) throws Exception;

  /** What the stage is called where its pipeline gives it no name. */
  default String name() {
    String type = getClass().getSimpleName();
    return getClass().isHidden() || type.isEmpty() ? "stage" : type;
  }

  /**
   * {@link #process} guarded: measures the time, and whatever is thrown becomes a failed result; of
   * an interrupted thread the interrupt stays set.
   */
  default StageResult<O> attempt(I input, PipelineContext context) {
    long began = context.ticker().nanos();
    StageResult<O> result;
    try {
      context.check();
      result = process(input, context);
      if (result == null) {
        result = StageResult.failed(new IllegalStateException("the stage gave no result"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result = StageResult.failed(new Cancelled());
    } catch (Throwable e) {
      result = StageResult.failed(e);
    }
    return result.lasting(context.since(began));
  }
}
