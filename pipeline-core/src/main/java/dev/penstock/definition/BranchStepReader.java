package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Branch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@code branch} step; the outputs in it are read with the stream's. */
final class BranchStepReader {
  private BranchStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    StepReader steps = new StepReader(reading);
    Map<String, List<StepDefinition>> branches = new LinkedHashMap<>();
    branches(spot)
        .forEach(
            (name, branch) -> {
              reading.name(name, branch);
              branches.put(
                  name,
                  branch
                      .fields(Shape.BRANCH)
                      .get("steps")
                      .map(list -> StepLists.read(list, steps, true))
                      .orElse(List.of()));
            });
    return new Branch(branches);
  }

  /** The branches by name. */
  static Map<String, Spot> branches(Spot spot) {
    return spot.entries("a map of branches by name", 1, DefinitionLimits.OUTPUTS);
  }
}
