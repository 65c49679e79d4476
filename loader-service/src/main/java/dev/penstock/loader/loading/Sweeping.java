package dev.penstock.loader.loading;

import dev.penstock.error.PenstockException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes at every destination what processes that died left there: soon after the start and then
 * again and again. A destination that does not answer is asked later, and keeps nobody from
 * working. Works on a thread of its own until it is closed.
 */
public final class Sweeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeping.class);
  private static final int MAX_DOUBLINGS = 20;

  private final Destinations destinations;
  private final Duration first;
  private final Duration every;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("penstock-sweeping").daemon().factory());

  /**
   * Begins.
   *
   * @param first wait before the first sweep, and before one that failed is tried again; that wait
   *     doubles up to {@code every}
   * @param every wait between sweeps
   */
  public Sweeping(Destinations destinations, Duration first, Duration every) {
    this.destinations = destinations;
    this.first = first;
    this.every = every;
    destinations.names().forEach(name -> later(name, first, 0));
  }

  private void later(String name, Duration wait, int failures) {
    var _ = clock.schedule(() -> sweep(name, failures), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep(String name, int failures) {
    Duration wait = every;
    int failed = 0;
    try {
      destinations.of(name).sweep();
    } catch (PenstockException e) {
      failed = Math.min(failures + 1, MAX_DOUBLINGS);
      long doubled = first.toMillis() << failed;
      wait = Duration.ofMillis(Math.min(doubled, every.toMillis()));
      LOG.info(
          "destination could not be swept, trying later; connection={} attempt={} reason={}",
          name,
          failed,
          e.problem().code());
    } catch (RuntimeException e) {
      LOG.warn("destination could not be swept; connection={}", name, e);
    }
    if (!clock.isShutdown()) {
      later(name, wait, failed);
    }
  }

  /** Ends; a sweep that is under way is interrupted. */
  @Override
  public void close() {
    clock.shutdownNow();
  }
}
