package dev.penstock.api.messaging;

import dev.penstock.messaging.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses of one loop, longer with each failure in a row. Not thread-safe. */
final class Pauses {
  private int failures;

  /** The pause after one more failure. */
  Duration failed() {
    failures++;
    return Backoff.DEFAULT.delay(failures, ThreadLocalRandom.current());
  }

  void succeeded() {
    failures = 0;
  }
}
