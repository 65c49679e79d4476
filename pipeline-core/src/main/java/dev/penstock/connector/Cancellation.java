package dev.penstock.connector;

/** Asked by long work whether anybody still wants it. Thread-safe. */
@FunctionalInterface
public interface Cancellation {
  /** For work that nobody cancels. */
  Cancellation NEVER = () -> false;

  boolean cancelled();

  /** Ends the caller's work where it is cancelled. */
  default void check() {
    if (cancelled()) {
      throw new Cancelled();
    }
  }
}
