package dev.penstock.definition;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the outputs of a stream stand: under {@code outputs}, or in the branches of its last step.
 *
 * @param all outputs by name
 */
record OutputSpots(Map<String, Spot> all) {
  OutputSpots {
    all = Ordered.copy(all);
  }

  /** Finds them, and reports names that are wrong or missing. */
  static OutputSpots of(Spot stream, Spot.Fields fields, Reading reading) {
    Map<String, Spot> branches = new LinkedHashMap<>();
    fields.get("steps").ifPresent(steps -> branches(steps, reading, branches));
    boolean branched = fields.get("steps").filter(OutputSpots::branches).isPresent();
    Map<String, Spot> outputs = new LinkedHashMap<>();
    fields.get("outputs").ifPresent(spot -> outputs(spot, reading, outputs));
    if (branched && fields.get("outputs").isPresent()) {
      fields
          .get("outputs")
          .get()
          .problem(
              "outputs-beside-branch",
              "stands beside a `branch`, whose branches have the outputs.",
              "Make a branch of each output; one without steps gets all records.");
    } else if (!branched && fields.get("outputs").isEmpty()) {
      reading.references().incomplete();
      if (stream.node().isObject()) {
        stream
            .problems()
            .add(
                "missing-field",
                Paths.child(stream.path(), "outputs"),
                "is missing.",
                "The tables that the result feeds, by name, 1 to 200 in a pipeline.");
      }
    }
    branches.forEach(outputs::putIfAbsent);
    return new OutputSpots(outputs);
  }

  String path(String name) {
    Spot spot = all.get(name);
    return spot == null ? "" : spot.path();
  }

  private static void outputs(Spot spot, Reading reading, Map<String, Spot> found) {
    if (!spot.node().isObject()) {
      reading.references().incomplete();
    }
    spot.entries("a map of outputs by name", 1, DefinitionLimits.OUTPUTS)
        .forEach(
            (name, output) -> {
              reading.name(name, output);
              reading.references().named(name, output.path());
              found.put(name, output);
            });
  }

  private static boolean branches(Spot steps) {
    return steps.node().isArray()
        && steps.node().valueStream().anyMatch(step -> step.has(StepKind.BRANCH.word()));
  }

  /** Wrong forms were reported when the step was read. */
  private static void branches(Spot steps, Reading reading, Map<String, Spot> found) {
    for (int i = 0; i < steps.node().size(); i++) {
      if (!steps.node().path(i).path(StepKind.BRANCH.word()).isObject()) {
        continue;
      }
      String path = Paths.child(Paths.item(steps.path(), i), StepKind.BRANCH.word());
      Spot step =
          new Spot(steps.node().path(i).path(StepKind.BRANCH.word()), path, steps.problems());
      step.node()
          .properties()
          .forEach(
              branch -> {
                String output = Paths.child(Paths.child(path, branch.getKey()), "output");
                reading.references().named(branch.getKey(), output);
                if (branch.getValue().has("output")) {
                  found.put(
                      branch.getKey(),
                      new Spot(branch.getValue().path("output"), output, steps.problems()));
                }
              });
    }
  }
}
