package dev.penstock.flow;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of foreign code that end in time, whatever it does. */
final class Bounded {
  private Bounded() {}

  /** Calls on a thread of its own, which is interrupted when time is up or the run is cancelled. */
  static <T> T call(String name, Duration limit, Cancellation cancellation, Callable<T> work)
      throws Exception {
    AtomicReference<T> answer = new AtomicReference<>();
    Crew crew = new Crew(name);
    crew.start("call", () -> answer.set(work.call()));
    long began = System.nanoTime();
    crew.await(
        () -> {
          cancellation.check();
          if (System.nanoTime() - began > limit.toNanos()) {
            throw late(name, limit);
          }
        });
    return Objects.requireNonNull(answer.get(), name + " gave null");
  }

  /** Waits for an asynchronous answer, and cancels it when it is late or not wanted any more. */
  static <T> T join(String name, Duration limit, CompletionStage<T> stage) throws Exception {
    Future<T> future = stage.toCompletableFuture();
    try {
      return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw late(name, limit);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /** A positive time that fits into a long of nanoseconds. */
  static Duration positive(String name, Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(
          name + " must be more than nothing and at most 365 days, but is " + time);
    }
    return time;
  }

  /** A number from 1 to {@code most}. */
  static int positive(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be from 1 to " + most + ", but is " + value);
    }
    return value;
  }

  private static TransientException late(String name, Duration limit) {
    String told = "took longer than " + limit + " and was ended.";
    return new TransientException(
        new Problem("timed-out", name, told, "Raise the limit if it needs longer."), null);
  }
}
