package dev.penstock.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** What a branch gave that gives a list of these; fails as {@link #get} does. */
  public <T> List<T> getList(String name, Class<T> type) {
    List<T> typed = new ArrayList<>();
    for (Object element : get(name, List.class)) {
      if (!type.isInstance(element)) {
        throw new IllegalArgumentException(
            "branch '" + name + "' gave a list that holds something else than " + type.getName());
      }
      typed.add(type.cast(element));
    }
    return typed;
  }
}
