package dev.penstock.api.hooks;

import java.time.Duration;
import java.util.Optional;

/** What became of an attempt to tell somebody. */
public sealed interface Outcome {
  /** The receiver has it. */
  record Delivered() implements Outcome {}

  /**
   * The receiver has it not, or did not say so.
   *
   * @param error what is wrong, without any secret
   * @param forever whether trying again cannot help
   * @param after the least wait before the next attempt that the receiver asked for
   */
  record Failed(String error, boolean forever, Optional<Duration> after) implements Outcome {}

  static Failed passing(String error) {
    return new Failed(error, false, Optional.empty());
  }

  static Failed lasting(String error) {
    return new Failed(error, true, Optional.empty());
  }
}
