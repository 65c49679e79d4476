package dev.penstock.api.error;

import dev.penstock.error.Problem;
import java.util.List;

/** A request that is refused, with everything that is wrong with it. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int USUAL_SECONDS = 30;

  private final Kind kind;
  private final int retryAfter;
  private final transient List<Problem> problems;

  public Refusal(Kind kind, Problem problem) {
    this(kind, List.of(problem));
  }

  /**
   * With one problem that time solves.
   *
   * @param retryAfter seconds
   */
  public Refusal(Kind kind, Problem problem, int retryAfter) {
    this(kind, List.of(problem), retryAfter);
  }

  /** With all problems, at least one. */
  public Refusal(Kind kind, List<Problem> problems) {
    this(kind, problems, USUAL_SECONDS);
  }

  private Refusal(Kind kind, List<Problem> problems, int retryAfter) {
    super(problems.getFirst().text(), null, false, false);
    this.kind = kind;
    this.problems = List.copyOf(problems);
    this.retryAfter = retryAfter;
  }

  /** Of {@link Kind#TOO_MANY}, when to ask again, in seconds. */
  public int retryAfter() {
    return retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  public List<Problem> problems() {
    return problems;
  }

  /** Why a request is refused; each is one HTTP status. */
  public enum Kind {
    /** The request itself is malformed. */
    BAD_REQUEST,
    /** Nobody knows who asks. */
    UNAUTHENTICATED,
    /** Whoever asks may not do it. */
    FORBIDDEN,
    NOT_FOUND,
    /** It does not fit the present state. */
    CONFLICT,
    /** What it is about is not as the client says any more. */
    CHANGED,
    TOO_LARGE,
    /** There is too much of it at the moment; later it may do. */
    TOO_MANY,
    /** The request is well-formed, what it says is not valid. */
    INVALID
  }
}
