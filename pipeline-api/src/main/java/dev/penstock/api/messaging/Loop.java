package dev.penstock.api.messaging;

import dev.penstock.error.PenstockException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * A thread that does its work again and again until it is stopped, with growing pauses where it
 * fails. Thread-safe.
 */
final class Loop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Loop.class);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final String name;
  private final Work work;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private Loop(String name, Work work) {
    this.name = name;
    this.work = work;
    this.thread = Thread.ofPlatform().name("penstock-" + name).daemon().unstarted(this::run);
  }

  static Loop start(String name, Work work) {
    Loop loop = new Loop(name, work);
    loop.thread.start();
    return loop;
  }

  boolean stopped() {
    return stop.getCount() == 0;
  }

  boolean alive() {
    return thread.isAlive();
  }

  /** Sleeps unless stopped. */
  void pause(Duration time) throws InterruptedException {
    boolean stopped = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    if (stopped) {
      throw new InterruptedException();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    work.wake();
    try {
      if (!thread.join(CLOSING)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Pauses pauses = new Pauses();
    while (!stopped()) {
      try {
        work.run(this, pauses);
      } catch (InterruptedException | WakeupException e) {
        if (stopped()) {
          return;
        }
      } catch (FencedInstanceIdException e) {
        LOG.errorf("%s: another process has taken this one's name; it stops reading", name);
        return;
      } catch (RuntimeException e) {
        if (stopped()) {
          return;
        }
        log(e);
        try {
          pause(pauses.failed());
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  private void log(RuntimeException e) {
    if (e instanceof PenstockException told) {
      LOG.warnf("%s: %s; trying again", name, told.getMessage());
    } else {
      LOG.warnf(e, "%s failed, trying again", name);
    }
  }

  /** What the thread does until it fails or is stopped. */
  interface Work {
    void run(Loop loop, Pauses pauses) throws InterruptedException;

    /** Called by another thread: return soon. */
    void wake();
  }
}
