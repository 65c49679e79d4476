package dev.penstock.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trying again later can help: a lost connection, a deadlock, a full pool, a 503. */
public final class TransientException extends PenstockException {
  private static final long serialVersionUID = 1L;

  public TransientException(Problem problem, @Nullable Throwable cause) {
    super(List.of(problem), cause);
  }
}
