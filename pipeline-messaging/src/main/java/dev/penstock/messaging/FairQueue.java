package dev.penstock.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waiting work of several runs, given out in turn: a run that waits longest since it last got
 * something is next. Not thread-safe.
 */
final class FairQueue<T> {
  private final Map<String, Deque<T>> byRun = new LinkedHashMap<>();
  private final ToLongFunction<T> weigh;
  private int size;
  private long weight;

  /**
   * @param weigh tells what an item adds to {@link #weight}
   */
  FairQueue(ToLongFunction<T> weigh) {
    this.weigh = weigh;
  }

  void add(String run, T item) {
    byRun.computeIfAbsent(run, key -> new ArrayDeque<>()).add(item);
    size++;
    weight += weigh.applyAsLong(item);
  }

  @Nullable T poll() {
    return poll(run -> true);
  }

  /** The next item of the runs that may have one. */
  @Nullable T poll(Predicate<String> mayHave) {
    var entries = byRun.entrySet().iterator();
    while (entries.hasNext()) {
      var entry = entries.next();
      if (mayHave.test(entry.getKey())) {
        entries.remove();
        T item = entry.getValue().remove();
        size--;
        weight -= weigh.applyAsLong(item);
        if (!entry.getValue().isEmpty()) {
          byRun.put(entry.getKey(), entry.getValue());
        }
        return item;
      }
    }
    return null;
  }

  void removeIf(Predicate<T> unwanted) {
    byRun.values().forEach(items -> items.removeIf(unwanted));
    byRun.values().removeIf(Deque::isEmpty);
    size = byRun.values().stream().mapToInt(Deque::size).sum();
    weight = byRun.values().stream().flatMap(Deque::stream).mapToLong(weigh).sum();
  }

  /** The sum of the items' weights. */
  long weight() {
    return weight;
  }

  int size() {
    return size;
  }
}
