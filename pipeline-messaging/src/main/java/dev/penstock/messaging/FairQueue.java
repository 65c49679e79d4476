package dev.penstock.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waiting work of several runs. Those of the highest priority come first; of equal ones the run
 * that waits longest since it last got something. One in {@value #BY_TURN} goes by turn alone, so
 * that no run waits for ever. Not thread-safe.
 */
final class FairQueue<T> {
  private final Map<String, Deque<T>> byRun = new LinkedHashMap<>();

  /** One item in so many is given to whoever waits longest, whatever the priority. */
  static final int BY_TURN = 8;

  private final ToLongFunction<T> weigh;
  private final ToIntFunction<String> priority;
  private int given;
  private int size;
  private long weight;

  /**
   * @param weigh tells what an item adds to {@link #weight}
   * @param priority tells how soon a run's items come, at the moment of asking
   */
  FairQueue(ToLongFunction<T> weigh, ToIntFunction<String> priority) {
    this.weigh = weigh;
    this.priority = priority;
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
    boolean byTurn = given % BY_TURN == BY_TURN - 1;
    String next = null;
    for (String run : byRun.keySet()) {
      if (mayHave.test(run)
          && (next == null || (!byTurn && priority.applyAsInt(run) > priority.applyAsInt(next)))) {
        next = run;
      }
    }
    return next == null ? null : take(next);
  }

  private T take(String run) {
    Deque<T> items = Objects.requireNonNull(byRun.remove(run));
    T item = items.remove();
    given++;
    size--;
    weight -= weigh.applyAsLong(item);
    if (!items.isEmpty()) {
      byRun.put(run, items);
    }
    return item;
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
