package dev.penstock.transform;

import java.util.List;

/** Why a record does not get through a segment of row-preserving steps; one for each reason. */
sealed interface Outcome {
  /** A filter's condition was not true. */
  record Filtered() implements Outcome {}

  /**
   * A value did not convert.
   *
   * @param formats those of the texts; empty for DuckDB's own rules
   */
  record NotCast(String step, String column, String type, List<String> formats) implements Outcome {
    String message(String value) {
      String in =
          switch (formats.size()) {
            case 0 -> "";
            case 1 -> " in the format " + formats.getFirst();
            default -> " in any of the formats " + String.join(", ", formats);
          };
      return column + ": '" + value + "' is not a valid " + type + in;
    }
  }

  /**
   * A JSON value cannot be taken apart.
   *
   * @param expected what the step needs
   */
  record NotNested(String step, String column, String expected) implements Outcome {}

  /** A look-up has no such key. */
  record NotFound(String step, String lookup) implements Outcome {}

  /** A rule did not hold. */
  record RuleBroken(Told told) implements Outcome {}

  /**
   * An expression raised an error.
   *
   * @param what the column or the words in front of DuckDB's message
   * @param probe how to raise the same error for one record
   */
  record Raised(String step, String rule, String what, Probe probe) implements Outcome {}

  /**
   * An expression and what it is evaluated over.
   *
   * @param state a query that brings records up to the expression's step
   * @param expression over {@code input}, one of those records
   */
  record Probe(String state, String expression) {
    String over(String input) {
      return "SELECT " + expression + " FROM " + input + " AS input";
    }
  }
}
