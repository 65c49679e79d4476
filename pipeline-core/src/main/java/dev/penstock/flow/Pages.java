package dev.penstock.flow;

import dev.penstock.connector.Cancelled;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Records of one page after the other, each asked for when it is wanted. */
final class Pages<I, T> implements Iterator<T> {
  private final PageQuery<I, T> query;
  private final I input;
  private final PipelineContext context;
  private Iterator<T> page = Collections.emptyIterator();
  private Optional<T> last = Optional.empty();
  private boolean over;

  Pages(PageQuery<I, T> query, I input, PipelineContext context) {
    this.query = query;
    this.input = input;
    this.context = context;
  }

  Stream<T> stream() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false);
  }

  @Override
  public boolean hasNext() {
    if (!page.hasNext() && !over) {
      page = ask();
      over = !page.hasNext();
    }
    return !over;
  }

  private Iterator<T> ask() {
    try {
      return query.next(input, last, context).iterator();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T record = page.next();
    last = Optional.of(record);
    return record;
  }
}
