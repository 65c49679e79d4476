package dev.penstock.transform;

/** Why a record does not get through a segment of row-preserving steps; one for each reason. */
sealed interface Outcome {
  /** A filter's condition was not true. */
  record Filtered() implements Outcome {}

  /** A value did not convert. */
  record NotCast(String step, String column, String type) implements Outcome {}

  /** A rule's check was false. */
  record RuleBroken(String step, String rule, String check) implements Outcome {}

  /**
   * An expression raised an error.
   *
   * @param what the column or the words in front of DuckDB's message
   * @param probe a query over the record alone that raises the same error
   */
  record Raised(String step, String rule, String what, String probe) implements Outcome {}
}
