package dev.penstock.flow;

import java.time.Duration;

/**
 * Measures durations and waits. Tests put one in its place that only counts. Thread-safe.
 *
 * @see ContextBuilder#ticker
 */
public interface Ticker {
  /** The machine's own. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
          Thread.sleep(time);
        }
      };

  /** Nanoseconds since some moment; only differences mean something. */
  long nanos();

  /** Waits; an interrupt ends it. */
  void pause(Duration time) throws InterruptedException;
}
