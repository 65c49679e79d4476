package dev.penstock.flow;

/**
 * A function that may fail with any exception. The framework may call it from several threads at
 * once where a stage was given more than one worker.
 *
 * @param <I> what it takes
 * @param <O> what it gives; never null
 */
@FunctionalInterface
public interface CheckedFunction<I, O> {
  O apply(I input) throws Exception;
}
