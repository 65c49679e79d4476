package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a budget of rejects. */
final class RejectBudgetReader {
  private static final Pattern PERCENT = Pattern.compile(Names.PERCENT);

  private static final String EXPECTED =
      "a whole number of rejects, 0 to "
          + RejectBudget.MOST
          + ", or a part of the records read,"
          + " `0%` to `100%`";

  private RejectBudgetReader() {}

  /** The budget; empty where it is wrong, which is then reported. */
  static Optional<RejectBudget> read(Spot spot) {
    return spot.fields(Shape.REJECTS).get("max").flatMap(max -> value(max, "max"));
  }

  /**
   * The same where the value stands alone.
   *
   * @param field its name, for advice
   */
  static Optional<RejectBudget> value(Spot spot, String field) {
    JsonNode node = spot.node();
    if (node.isTextual()) {
      String text = node.textValue();
      if (PERCENT.matcher(text).matches()) {
        return Optional.of(RejectBudget.of(text));
      }
      spot.problem(
          "bad-budget",
          "`" + Paths.shown(text) + "` is not " + EXPECTED + ".",
          text.matches("\\d+")
              ? "Leave the quotes out."
              : "Write `" + field + ": 100` or `" + field + ": 5%`.");
      return Optional.empty();
    }
    if (node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 0
        && node.longValue() <= RejectBudget.MOST) {
      return Optional.of(new RejectBudget.Count(node.longValue()));
    }
    if (node.isNumber()) {
      spot.problem(
          "bad-budget",
          "`" + Paths.shown(node.asText()) + "` is not " + EXPECTED + ".",
          "For a part of the records write the sign `%`, for example `" + field + ": 5%`.");
      return Optional.empty();
    }
    spot.wrongType(EXPECTED);
    return Optional.empty();
  }
}
