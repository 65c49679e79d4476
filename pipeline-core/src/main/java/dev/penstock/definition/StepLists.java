package dev.penstock.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the steps of a stream or of a branch. */
final class StepLists {
  private StepLists() {}

  /**
   * The steps; mistakes are reported.
   *
   * @param inBranch whether they are those of a branch
   */
  static List<StepDefinition> read(Spot spot, StepReader reader, boolean inBranch) {
    List<StepDefinition> steps = new ArrayList<>();
    List<Spot> items = spot.items("a list of steps", 0, DefinitionLimits.STEPS);
    for (int i = 0; i < items.size(); i++) {
      Spot item = items.get(i);
      if (inBranch && item.node().has(StepKind.BRANCH.word())) {
        item.problem(
            "nested-branch",
            "A branch cannot have branches.",
            "Make them branches of the stream, each with all of its steps.");
        continue;
      }
      Optional<StepDefinition> step = reader.read(item);
      if (i < items.size() - 1) {
        step.filter(StepLists::ends).ifPresent(one -> notLast(one, item));
      }
      step.ifPresent(steps::add);
    }
    return steps;
  }

  /** Whether nothing can come behind the step. */
  private static boolean ends(StepDefinition step) {
    return step instanceof StepDefinition.Branch || Finish.of(step).changes();
  }

  private static void notLast(StepDefinition step, Spot item) {
    boolean branch = step instanceof StepDefinition.Branch;
    item.problem(
        "not-last",
        "`" + step.name() + "` is the last step, but others come behind it.",
        branch
            ? "Move them into the branches."
            : "It is finished when the whole run is staged. Put the steps before it, or write a"
                + " model over the output.");
  }
}
