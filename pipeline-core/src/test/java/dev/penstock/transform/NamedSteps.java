package dev.penstock.transform;

import dev.penstock.step.Step;
import dev.penstock.step.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Steps by name, which notes what was given back. */
final class NamedSteps implements Steps {
  final List<String> released = new ArrayList<>();
  private final Map<String, Step> steps = new TreeMap<>();

  NamedSteps with(String name, Step step) {
    steps.put(name, step);
    return this;
  }

  @Override
  public List<String> names() {
    return List.copyOf(steps.keySet());
  }

  @Override
  public Optional<Found> find(String name) {
    return Optional.ofNullable(steps.get(name))
        .map(step -> new Found(step, () -> released.add(name)));
  }
}
