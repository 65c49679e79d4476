package dev.penstock.local;

import org.jspecify.annotations.Nullable;

/** A process of the local stack could not be started, found or stopped; the message says which. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    this(message, null);
  }

  public StackException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
