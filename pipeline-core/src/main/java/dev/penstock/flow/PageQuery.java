package dev.penstock.flow;

import java.util.List;
import java.util.Optional;

/**
 * Gives the records behind {@code last}, the last one of the page before; empty where there are no
 * more.
 *
 * @see Extract#pages
 */
@FunctionalInterface
public interface PageQuery<I, T> {
  List<T> next(I input, Optional<T> last, PipelineContext context) throws Exception;
}
