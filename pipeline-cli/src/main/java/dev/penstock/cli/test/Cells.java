package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a value of a table is the one that a person wrote. A number is the same however many
 * zeros it has, a time whether it is written with a T or a blank; everything else is the same text.
 */
final class Cells {
  private Cells() {}

  /** Whether the row has all values of the expected one; columns that it does not name are free. */
  static boolean fits(JsonNode expected, JsonNode actual) {
    return expected.properties().stream()
        .allMatch(field -> same(field.getValue(), actual.path(field.getKey())));
  }

  /** How many of the expected values the row has. */
  static long near(JsonNode expected, JsonNode actual) {
    return expected.properties().stream()
        .filter(field -> same(field.getValue(), actual.path(field.getKey())))
        .count();
  }

  static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isNull() || expected.isMissingNode()) {
      return actual.isNull();
    }
    if (actual.isNull() || actual.isMissingNode()) {
      return false;
    }
    if (expected.isObject()) {
      return actual.isObject()
          && expected.size() == actual.size()
          && expected.properties().stream().allMatch(field -> field(field, actual));
    }
    if (expected.isArray()) {
      if (!actual.isArray() || expected.size() != actual.size()) {
        return false;
      }
      for (int i = 0; i < expected.size(); i++) {
        if (!same(expected.get(i), actual.get(i))) {
          return false;
        }
      }
      return true;
    }
    String one = expected.asText();
    String other = actual.isValueNode() ? actual.asText() : actual.toString();
    if (one.equals(other)) {
      return true;
    }
    if (expected.isNumber() || actual.isNumber()) {
      Optional<BigDecimal> left = number(one);
      Optional<BigDecimal> right = number(other);
      return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
    }
    return one.matches("\\d{4}-\\d{2}-\\d{2}T.*") && time(one).equals(time(other));
  }

  private static boolean field(Map.Entry<String, JsonNode> field, JsonNode actual) {
    return actual.has(field.getKey()) && same(field.getValue(), actual.get(field.getKey()));
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return text.length() > 100 ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String time(String text) {
    return text.replace('T', ' ').replaceFirst("(Z|\\+00(:00)?)$", "");
  }

  /** A value as a table shows it. */
  static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "(no column)";
    }
    return value.isNull() ? "NULL" : value.isValueNode() ? value.asText() : value.toString();
  }
}
