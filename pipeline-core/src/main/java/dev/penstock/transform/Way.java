package dev.penstock.transform;

import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The steps that only one output's records go through, behind those of all.
 *
 * @param steps those of its branch, then its rules
 */
record Way(String output, List<Placed> steps) {
  Way {
    steps = List.copyOf(steps);
  }

  /** What every record goes through. */
  static List<Placed> trunk(StreamDefinition stream) {
    List<Placed> steps = Placed.of(stream);
    return stream.branches().isEmpty() ? steps : steps.subList(0, steps.size() - 1);
  }

  /** The ways of the outputs that have one of their own. */
  static List<Way> of(StreamDefinition stream) {
    Map<String, List<StepDefinition>> branches = stream.branches();
    List<Way> ways = new ArrayList<>();
    stream
        .outputs()
        .forEach(
            (name, output) -> {
              if (branches.containsKey(name) || !output.rules().isEmpty()) {
                String branch = "steps[" + (stream.steps().size() - 1) + "].branch." + name + ".";
                List<Placed> steps =
                    new ArrayList<>(Placed.in(branch, branches.getOrDefault(name, List.of())));
                rules(name, output, steps);
                ways.add(new Way(name, steps));
              }
            });
    return ways;
  }

  private static void rules(String name, OutputDefinition output, List<Placed> steps) {
    if (!output.rules().isEmpty()) {
      steps.add(
          new Placed(new StepDefinition.Validate(output.rules()), "outputs." + name + ".validate"));
    }
  }
}
