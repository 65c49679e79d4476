package dev.penstock.transform;

/**
 * How a broken rule is told.
 *
 * @param step the step's path in the stream
 * @param rule the rule in a few words
 * @param before what stands in front of the value
 * @param after what stands behind it: the expectation
 */
record Told(String step, String rule, String before, String after) {
  String message(String value) {
    return before + value + after;
  }
}
