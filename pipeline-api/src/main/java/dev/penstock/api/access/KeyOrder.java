package dev.penstock.api.access;

import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a new key is to be.
 *
 * @param expires how long it is good; empty for as long as nobody revokes it
 */
public record KeyOrder(String name, Role role, Scope scope, Optional<Duration> expires) {
  private static final int LONGEST_NAME = 100;
  private static final int MOST_PARTS = 50;
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** Refuses everything that is wrong with it at once. */
  public KeyOrder {
    List<Problem> wrong = new ArrayList<>();
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.codePoints().anyMatch(Character::isISOControl)) {
      wrong.add(
          new Problem(
              "bad-field",
              "body.name",
              "A key needs a name of 1 to " + LONGEST_NAME + " printable characters.",
              "Say who or what uses it; it stands in the action log."));
    }
    if (scope.pipelines().size() > MOST_PARTS) {
      wrong.add(
          Problem.of("bad-field", "body.pipelines", "There may be at most " + MOST_PARTS + "."));
    }
    for (String part : scope.pipelines()) {
      if (!Scope.FORM.matcher(part).matches()) {
        wrong.add(
            new Problem(
                "bad-field",
                "body.pipelines",
                "A part of a scope is a pipeline's name in which * stands for any characters.",
                "For example orders or shop-*."));
      }
    }
    if (expires.isPresent()
        && (expires.get().compareTo(Duration.ZERO) <= 0 || expires.get().compareTo(LONGEST) > 0)) {
      wrong.add(
          new Problem(
              "bad-field",
              "body.expiresInDays",
              "A key is good for 1 to 3650 days.",
              "Leave it out for a key without an end."));
    }
    if (!wrong.isEmpty()) {
      throw new Refusal(Refusal.Kind.BAD_REQUEST, wrong);
    }
  }
}
