package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits that end soon after somebody cancels or interrupts them. */
final class Waits {
  /** How often a wait asks whether it is still wanted. */
  static final long SLICE_MILLIS = 100;

  private Waits() {}

  static void pause(Duration duration, Cancellation cancellation) {
    long end = System.nanoTime() + duration.toNanos();
    cancellation.check();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS)));
      } catch (InterruptedException e) {
        throw interrupted();
      }
      cancellation.check();
    }
  }

  /**
   * The result of what goes on elsewhere; gives it up where it is not there at {@code deadline}.
   *
   * @param deadline in the measure of {@link System#nanoTime}
   */
  static <T> T await(Future<T> future, long deadline, Cancellation cancellation)
      throws IOException {
    try {
      while (true) {
        cancellation.check();
        try {
          return future.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (System.nanoTime() - deadline > 0) {
            throw new HttpTimeoutException("no answer in time");
          }
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      future.cancel(true);
    }
  }

  static Cancelled interrupted() {
    Thread.currentThread().interrupt();
    return new Cancelled();
  }
}
