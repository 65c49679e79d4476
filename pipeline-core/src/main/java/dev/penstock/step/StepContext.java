package dev.penstock.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a step runs.
 *
 * @param path the step's path in the definition, for messages: {@code streams.s.steps[2].java}
 * @param options what the definition hands to the step
 * @param columns the columns that reach the step, by name to type as in a {@code cast} step
 */
public record StepContext(String path, StepOptions options, Map<String, String> columns) {
  public StepContext {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** A context with these options and no columns, for tests. */
  public static StepContext of(Map<String, ?> options) {
    return new StepContext("step", StepOptions.of(options), Map.of());
  }
}
