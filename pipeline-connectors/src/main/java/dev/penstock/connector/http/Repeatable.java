package dev.penstock.connector.http;

import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.Optional;

/** A try failed in a way that may pass. */
final class Repeatable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient TransientException error;
  private final transient Optional<Duration> wait;

  /**
   * @param error what to tell where no further try is made
   * @param wait what the server asked for
   */
  Repeatable(TransientException error, Optional<Duration> wait) {
    super(error.getMessage(), null, false, false);
    this.error = error;
    this.wait = wait;
  }

  TransientException error() {
    return error;
  }

  Optional<Duration> wanted() {
    return wait;
  }
}
