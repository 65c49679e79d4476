package dev.penstock.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error whose kind decides what happens next: a {@link TransientException} is tried again with
 * backoff, a {@link PermanentException} fails what was asked at once.
 */
public abstract sealed class PenstockException extends RuntimeException
    permits PermanentException, TransientException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  PenstockException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.getFirst().text(), cause);
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, at least one, in the order of the definition or the source. */
  public List<Problem> problems() {
    return problems;
  }

  /** The first problem. */
  public Problem problem() {
    return problems.getFirst();
  }
}
