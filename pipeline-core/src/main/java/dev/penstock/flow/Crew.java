package dev.penstock.flow;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A few virtual threads that work on one thing. The first that fails ends the others; whoever waits
 * for them watches cancellation and time. A thread that does not heed its interrupt is left to
 * itself after {@link #GRACE}, so that a wait always ends.
 */
final class Crew {
  /** How long interrupted threads may take to end. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration SLICE = Duration.ofMillis(50);

  /** Work of one thread. */
  interface Work {
    void run() throws Exception;
  }

  /** Asked between slices of waiting; throws to end the crew. */
  interface Watch {
    void check() throws Exception;
  }

  private final String name;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean halted;
  private @Nullable Throwable failure;

  Crew(String name) {
    this.name = name;
  }

  void start(String part, Work work) {
    Thread thread =
        Thread.ofVirtual().name("flow-" + name + "-" + part).unstarted(() -> guard(work));
    synchronized (this) {
      if (!halted) {
        threads.add(thread);
        thread.start();
      }
    }
  }

  private void guard(Work work) {
    try {
      work.run();
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Ends the crew with this failure, unless it is ending already. */
  synchronized void fail(Throwable cause) {
    if (!halted) {
      failure = cause;
      halt();
    }
  }

  /** Ends the crew: enough is done. What threads throw from now on is of no interest. */
  synchronized void halt() {
    halted = true;
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  boolean halted() {
    return halted;
  }

  /** Waits for the end of all threads; throws what the first of them failed with. */
  void await(Watch watch) throws Exception {
    try {
      for (Thread thread : threads) {
        while (!halted && !thread.join(SLICE)) {
          watch.check();
        }
      }
    } catch (Exception e) {
      fail(e);
      leave(e);
      throw e;
    }
    Throwable cause = failure();
    leave(cause);
    switch (cause) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }

  private synchronized @Nullable Throwable failure() {
    return failure;
  }

  private void leave(@Nullable Throwable cause) throws InterruptedException {
    long until = System.nanoTime() + GRACE.toNanos();
    int stuck = 0;
    for (Thread thread : threads) {
      Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
      stuck += thread.join(left) ? 0 : 1;
    }
    if (stuck > 0 && cause != null) {
      cause.addSuppressed(
          new IllegalStateException(
              name + ": " + stuck + " threads did not heed their interrupt and were left behind"));
    }
  }
}
