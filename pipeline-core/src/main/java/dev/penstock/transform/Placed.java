package dev.penstock.transform;

import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step and where it stands.
 *
 * @param inStream the step's path in its stream, as rejects name it: {@code steps[3].validate},
 *     {@code source.validate}, {@code steps[4].branch.cheap.steps[0].cast}, {@code
 *     outputs.t.validate}
 */
record Placed(StepDefinition step, String inStream) {
  private static final Pattern IN_LIST = Pattern.compile("(.*steps)\\[(\\d+)]\\.[a-z]+");

  /** What every record of the stream goes through: the source's rules, then the steps. */
  static List<Placed> of(StreamDefinition stream) {
    List<Placed> placed = new ArrayList<>();
    if (!stream.rules().isEmpty()) {
      placed.add(new Placed(new StepDefinition.Validate(stream.rules()), "source.validate"));
    }
    placed.addAll(in("", stream.steps()));
    return placed;
  }

  /**
   * The steps of a list.
   *
   * @param prefix path of what has the list, with a point behind it; empty for the stream itself
   */
  static List<Placed> in(String prefix, List<StepDefinition> steps) {
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      StepDefinition step = steps.get(i);
      placed.add(new Placed(step, prefix + "steps[" + i + "]." + step.name()));
    }
    return placed;
  }

  /** Neighbouring steps in a few words: {@code steps[2]}, {@code steps[2..4]}. */
  static String span(Placed first, Placed last) {
    Matcher from = IN_LIST.matcher(first.inStream);
    Matcher to = IN_LIST.matcher(last.inStream);
    if (!from.matches() || !to.matches() || !from.group(1).equals(to.group(1))) {
      return first == last ? first.inStream : first.inStream + " to " + last.inStream;
    }
    String until = first == last ? "" : ".." + to.group(2);
    return from.group(1) + "[" + from.group(2) + until + "]";
  }
}
