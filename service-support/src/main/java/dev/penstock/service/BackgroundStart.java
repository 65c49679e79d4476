package dev.penstock.service;

import dev.penstock.messaging.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts a service's work beside the application's start, again and again until what it needs is
 * there, so that a service that comes up before its broker waits instead of dying. Thread-safe.
 */
public final class BackgroundStart<T extends AutoCloseable> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BackgroundStart.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofDays(1));

  private final String name;
  private final Supplier<T> starter;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable T work;

  /**
   * Begins to start.
   *
   * @param starter makes the running work; throws where it cannot yet
   */
  public BackgroundStart(String name, Supplier<T> starter) {
    this.name = name;
    this.starter = starter;
    thread = Thread.ofPlatform().name("start-" + name).daemon().start(this::start);
  }

  /** Whether the work runs. */
  public boolean started() {
    return work != null;
  }

  /** The running work, {@code null} before it runs. */
  public @Nullable T work() {
    return work;
  }

  private void start() {
    try {
      int attempt = 1;
      do {
        try {
          work = starter.get();
          LOG.infof("started; work=%s", name);
          return;
        } catch (RuntimeException e) {
          LOG.warnf(
              "cannot start yet, trying again; work=%s attempt=%d reason=%s", name, attempt, e);
        }
      } while (!stop.await(
          BACKOFF.delay(attempt++, ThreadLocalRandom.current()).toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(Duration.ofSeconds(10));
      T running = work;
      if (running != null) {
        running.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warnf(e, "did not stop cleanly; work=%s", name);
    }
  }
}
