package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, some at once, each when those that it waits for are done. The first one that fails
 * stops the others. Used once, by one thread.
 *
 * @param <T> what a task gives
 */
final class DependentTasks<T> {
  private final Task<T> task;
  private final Cancellation outer;
  private final Map<String, Set<String>> waiting = new LinkedHashMap<>();
  private final Map<String, T> results = new LinkedHashMap<>();
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private int running;

  /** What is done under a name; it asks the cancellation now and then, and ends some time. */
  @FunctionalInterface
  interface Task<T> {
    T run(String name, Cancellation cancellation);
  }

  /**
   * Prepares.
   *
   * @param graph for each name the names that come before it
   */
  DependentTasks(Map<String, Set<String>> graph, Task<T> task, Cancellation outer) {
    graph.forEach((name, before) -> waiting.put(name, new LinkedHashSet<>(before)));
    this.task = task;
    this.outer = outer;
  }

  /** What the tasks gave, in the order of the graph; throws what the first one threw. */
  List<T> run(int atOnce) {
    List<String> names = List.copyOf(waiting.keySet());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (running > 0 || (!waiting.isEmpty() && failure.get() == null)) {
        if (failure.get() == null) {
          start(threads, atOnce);
        }
        await();
      }
    }
    Throwable why = failure.get();
    switch (why) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException error -> throw error;
      default -> throw new IllegalStateException(why);
    }
    List<T> inOrder = new ArrayList<>();
    names.forEach(name -> inOrder.add(result(name)));
    return inOrder;
  }

  private T result(String name) {
    synchronized (results) {
      T result = results.get(name);
      if (result == null) {
        throw new IllegalStateException("no result of " + name);
      }
      return result;
    }
  }

  private void start(ExecutorService threads, int atOnce) {
    List<String> ready =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .limit(Math.max(0, atOnce - running))
            .toList();
    if (ready.isEmpty() && running == 0) {
      throw new IllegalStateException("tasks wait for each other: " + waiting.keySet());
    }
    for (String name : ready) {
      waiting.remove(name);
      running++;
      threads.execute(() -> runOne(name));
    }
  }

  private void runOne(String name) {
    try {
      T result = task.run(name, () -> outer.cancelled() || failure.get() != null);
      synchronized (results) {
        results.put(name, result);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      ended.add(name);
    }
  }

  /** Waits for the end of a task. */
  private void await() {
    try {
      String name = ended.poll(1, TimeUnit.SECONDS);
      if (name != null) {
        running--;
        waiting.values().forEach(before -> before.remove(name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(null, new Cancelled());
      throw new Cancelled();
    }
  }
}
