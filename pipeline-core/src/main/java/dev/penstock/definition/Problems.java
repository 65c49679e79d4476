package dev.penstock.definition;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;

/** The mistakes found so far in one definition; keeps the first {@link #KEPT}, counts the rest. */
final class Problems {
  static final int KEPT = 200;

  private final List<Problem> found = new ArrayList<>();
  private int more;

  void add(Problem problem) {
    if (found.size() < KEPT) {
      found.add(problem);
    } else {
      more++;
    }
  }

  void add(String code, String where, String message, String advice) {
    add(new Problem(code, where, message, advice));
  }

  /** Whether further problems are only counted, so that their advice need not be worked out. */
  boolean full() {
    return found.size() >= KEPT;
  }

  void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    List<Problem> all = new ArrayList<>(found);
    if (more > 0) {
      all.add(
          Problem.of(
              "more-problems", Spot.ROOT, "has " + more + " more problems that are not listed"));
    }
    throw new PermanentException(all);
  }
}
