package dev.penstock.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trying again cannot help: bad definition, bad SQL, missing file, missing column, no permission.
 */
public final class PermanentException extends PenstockException {
  private static final long serialVersionUID = 1L;

  public PermanentException(Problem problem) {
    this(problem, null);
  }

  public PermanentException(Problem problem, @Nullable Throwable cause) {
    super(List.of(problem), cause);
  }

  /** All mistakes of one input, found together; not empty. */
  public PermanentException(List<Problem> problems) {
    super(problems, null);
  }
}
