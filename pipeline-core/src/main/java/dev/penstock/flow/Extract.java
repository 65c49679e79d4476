package dev.penstock.flow;

import java.util.stream.Stream;

/**
 * Opens what a {@link Streaming} reads. The stream is read once, record by record, on a thread of
 * its own, and closed by that thread as soon as no more is wanted: at the end, when a stage fails,
 * when the run is cancelled. Records must not be null. Reading should heed an interrupt.
 *
 * @param <I> what says where to read
 * @param <T> a record
 */
@FunctionalInterface
public interface Extract<I, T> {
  Stream<T> open(I input, PipelineContext context) throws Exception;

  /**
   * Reads page after page until one is empty. A page is asked for when the records of the one
   * before are used up, so that only one is in memory.
   *
   * <pre>{@code
   * Extract.pages(
   *     (Shop shop, Optional<Order> last, PipelineContext context) ->
   *         orders.of(shop, last.map(Order::id).orElse(0L), 1000));
   * }</pre>
   */
  static <I, T> Extract<I, T> pages(PageQuery<I, T> query) {
    return (input, context) -> new Pages<>(query, input, context).stream();
  }
}
