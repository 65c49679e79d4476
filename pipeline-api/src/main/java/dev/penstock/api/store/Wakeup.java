package dev.penstock.api.store;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells a waiting thread that there is something to do. Thread-safe. */
public final class Wakeup {
  private final Semaphore permits = new Semaphore(0);

  public void wake() {
    permits.release();
  }

  /** Returns when woken since the last call, or after the time. */
  public void await(Duration atMost) throws InterruptedException {
    boolean woken = permits.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (woken) {
      permits.drainPermits();
    }
  }
}
