package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for calls that may hang in the network, and gives them up when nobody wants the result any
 * more. Thread-safe.
 */
public final class Patience {
  private static final long ASK_MILLIS = 100;

  private Patience() {}

  /**
   * Makes the call in a virtual thread, whose network calls end when it is interrupted.
   *
   * @throws Cancelled where the cancellation asks for it; the call may still be ending then
   * @throws Exception what the call throws
   */
  public static <T> T call(Callable<T> call, Cancellation cancellation) throws Exception {
    cancellation.check();
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = Thread.ofVirtual().name("penstock-call").start(task);
    try {
      while (true) {
        try {
          return task.get(ASK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          cancellation.check();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled();
    } finally {
      thread.interrupt();
    }
  }
}
