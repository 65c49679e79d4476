package dev.penstock.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step made of one record. */
public sealed interface StepResult {
  /** The record goes on with these values; a declared column that is not among them is NULL. */
  static StepResult values(Map<String, ?> values) {
    return new Values(values);
  }

  /** The same with one column. */
  static StepResult value(String column, @Nullable Object value) {
    return new Values(Collections.singletonMap(column, value));
  }

  /** The record is dropped and counted as filtered. */
  static StepResult dropped() {
    return new Dropped();
  }

  /** The record is a reject; the message says what is wrong with it and what was expected. */
  static StepResult rejected(String message) {
    return new Rejected("", message);
  }

  /**
   * The same with a rule.
   *
   * @param rule what is broken, in a few words that are the same for all such records
   */
  static StepResult rejected(String rule, String message) {
    return new Rejected(rule, message);
  }

  /** See {@link StepResult#values}. */
  record Values(Map<String, ?> values) implements StepResult {
    public Values {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** See {@link StepResult#dropped}. */
  record Dropped() implements StepResult {}

  /** See {@link StepResult#rejected(String, String)}; the rule may be empty. */
  record Rejected(String rule, String message) implements StepResult {}
}
