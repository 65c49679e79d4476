package dev.penstock.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the branches of a {@link BranchStage} gave, by name, in the order of the branches.
 *
 * @param outputs of the branches that succeeded
 * @param failures of those that failed, where the stage was told to go on
 */
public record Branches(Map<String, Object> outputs, Map<String, Throwable> failures) {
  public Branches {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /**
   * What one branch gave. Fails with an {@link IllegalArgumentException} where no branch that
   * succeeded has this name, or gave something else.
   */
  public <T> T get(String name, Class<T> type) {
    Object output = outputs.get(name);
    if (output == null) {
      throw new IllegalArgumentException(
          "no branch '" + name + "' succeeded; these did: " + outputs.keySet());
    }
    if (!type.isInstance(output)) {
      throw new IllegalArgumentException(
          "branch '" + name + "' gave " + output.getClass().getName() + ", not " + type.getName());
    }
    return type.cast(output);
  }
}
