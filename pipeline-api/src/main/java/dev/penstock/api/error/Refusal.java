package dev.penstock.api.error;

import dev.penstock.error.Problem;
import java.util.List;

/** A request that is refused, with everything that is wrong with it. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Problem> problems;

  public Refusal(Kind kind, Problem problem) {
    this(kind, List.of(problem));
  }

  /** With all problems, at least one. */
  public Refusal(Kind kind, List<Problem> problems) {
    super(problems.getFirst().text(), null, false, false);
    this.kind = kind;
    this.problems = List.copyOf(problems);
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
    NOT_FOUND,
    /** It does not fit the present state. */
    CONFLICT,
    TOO_LARGE,
    /** There is too much of it at the moment; later it may do. */
    TOO_MANY,
    /** The request is well-formed, what it says is not valid. */
    INVALID
  }
}
