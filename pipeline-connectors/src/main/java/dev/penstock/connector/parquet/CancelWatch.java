package dev.penstock.connector.parquet;

import dev.penstock.connector.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Interrupts work when nobody wants it any more; looks four times a second. */
final class CancelWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;

  private final Cancellation cancellation;
  private final Runnable interrupt;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param interrupt may be called again and again, by another thread
   */
  CancelWatch(Cancellation cancellation, Runnable interrupt) {
    this.cancellation = cancellation;
    this.interrupt = interrupt;
    this.thread = Thread.ofVirtual().name("cancel-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!ended.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancellation.cancelled()) {
          interrupt.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
