package dev.penstock.transform;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread of one step, so that a step that hangs can be left alone. Used by one thread at a
 * time. What it is given must not read memory that its caller frees, as it may run for ever.
 */
final class StepThread implements AutoCloseable {
  /** A step that hangs keeps its thread; so many of them in this JVM are borne. */
  static final int MAX_HANGING = 16;

  private static final AtomicInteger HANGING = new AtomicInteger();

  private final String where;
  private final ExecutorService executor;
  private final ReentrantLock state = new ReentrantLock();
  private boolean ended;
  private boolean abandoned;

  /**
   * @param where the step, for messages
   */
  StepThread(String where) {
    if (HANGING.get() >= MAX_HANGING) {
      throw new PermanentException(
          new Problem(
              "steps-hang",
              where,
              MAX_HANGING + " Java steps hang in the transformer, so no other is started.",
              "Let the operator restart the transformer; its threads named `step ...` say which hang."));
    }
    this.where = where;
    this.executor = Executors.newSingleThreadExecutor(this::thread);
  }

  private Thread thread(Runnable work) {
    return Thread.ofPlatform()
        .name("step " + where)
        .daemon()
        .unstarted(
            () -> {
              try {
                work.run();
              } finally {
                end();
              }
            });
  }

  private void end() {
    state.lock();
    try {
      ended = true;
      if (abandoned) {
        HANGING.decrementAndGet();
      }
    } finally {
      state.unlock();
    }
  }

  private void abandon() {
    executor.shutdownNow();
    state.lock();
    try {
      if (!abandoned) {
        abandoned = true;
        if (!ended) {
          HANGING.incrementAndGet();
        }
      }
    } finally {
      state.unlock();
    }
  }

  /** How many threads hang in this JVM. */
  static int hanging() {
    return HANGING.get();
  }

  /** Whether the step hung and must not be touched any more. */
  boolean abandoned() {
    return abandoned;
  }

  /**
   * Does it there.
   *
   * @throws ExecutionException with what the work threw
   * @throws PermanentException where it is not done in time
   */
  <T> T call(Callable<T> work, Deadline deadline) throws ExecutionException {
    if (abandoned) {
      throw tooLong();
    }
    Future<T> result = executor.submit(work);
    try {
      return result.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandon();
      throw tooLong();
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
      throw new TransientException(Problem.of("interrupted", where, "The transformer stops."), e);
    }
  }

  private PermanentException tooLong() {
    return new PermanentException(
        new Problem(
            "step-timeout",
            where,
            "The Java step was not done with its batch in time and was given up.",
            "Make the step faster, give its calls to others a time limit, or let the operator raise"
                + " the time of a batch."));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
