package dev.penstock.flow;

import java.util.List;

/**
 * Takes what a {@link Streaming} gives, chunk by chunk, in order, on one thread.
 *
 * @param <R> a record
 */
@FunctionalInterface
public interface Load<R> {
  void load(List<R> chunk, PipelineContext context) throws Exception;
}
