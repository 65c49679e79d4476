package dev.penstock.api.replay;

import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the steps of a stream do to a record on its way to an output. */
final class StepChain {
  private static final Pattern STEP = Pattern.compile("steps\\[(\\d+)]");

  private StepChain() {}

  /**
   * Whether the output's table holds groups or winners, which single records cannot be added to.
   */
  static boolean gathers(StreamDefinition stream, String output) {
    return to(stream, output).stream()
        .anyMatch(
            step ->
                step instanceof StepDefinition.Aggregate
                    || step instanceof StepDefinition.Deduplicate);
  }

  /**
   * Whether a part of a record may be loaded though another part of it was rejected: an earlier
   * step may have made several records of it. True where the step is not known.
   *
   * @param path of the rejecting step in the stream, as {@code steps[3].validate}; any other path
   *     that begins with {@code outputs} stands behind all steps, {@code source} and {@code rules}
   *     before them
   */
  static boolean mayBePartial(StreamDefinition stream, String path) {
    return before(stream, path).stream().anyMatch(StepChain::multiplies);
  }

  /** The steps that a record passes before it is at the one with this path. */
  private static List<StepDefinition> before(StreamDefinition stream, String path) {
    if (path.startsWith("source") || path.startsWith("rules")) {
      return List.of();
    }
    List<StepDefinition> all = new ArrayList<>();
    List<StepDefinition> level = stream.steps();
    Matcher number = STEP.matcher(path);
    while (number.find()) {
      int at = Integer.parseInt(number.group(1));
      if (at >= level.size()) {
        return everything(stream);
      }
      all.addAll(level.subList(0, at));
      if (!(level.get(at) instanceof StepDefinition.Branch branch)) {
        return all;
      }
      level = List.of();
      for (var one : branch.branches().entrySet()) {
        if (path.substring(number.end()).matches("\\W*(branch\\W+)?" + one.getKey() + "\\b.*")) {
          level = one.getValue();
        }
      }
    }
    return everything(stream);
  }

  private static List<StepDefinition> everything(StreamDefinition stream) {
    List<StepDefinition> all = new ArrayList<>();
    for (StepDefinition step : stream.steps()) {
      all.add(step);
      if (step instanceof StepDefinition.Branch branch) {
        branch.branches().values().forEach(all::addAll);
      }
    }
    return all;
  }

  private static List<StepDefinition> to(StreamDefinition stream, String output) {
    List<StepDefinition> all = new ArrayList<>();
    for (StepDefinition step : stream.steps()) {
      all.add(step);
      if (step instanceof StepDefinition.Branch branch) {
        all.addAll(branch.branches().getOrDefault(output, List.of()));
      }
    }
    return all;
  }

  /** Whether a step may make several records of one, or mix records. */
  private static boolean multiplies(StepDefinition step) {
    return switch (step) {
      case StepDefinition.Sql s -> true;
      case StepDefinition.Flatten s -> true;
      case StepDefinition.Aggregate s -> true;
      case StepDefinition.Deduplicate s -> true;
      case StepDefinition.Rename s -> false;
      case StepDefinition.Select s -> false;
      case StepDefinition.Drop s -> false;
      case StepDefinition.Sample s -> false;
      case StepDefinition.Split s -> false;
      case StepDefinition.Mask s -> false;
      case StepDefinition.Cast s -> false;
      case StepDefinition.Derive s -> false;
      case StepDefinition.Filter s -> false;
      case StepDefinition.Validate s -> false;
      case StepDefinition.Lookup s -> false;
      case StepDefinition.Branch s -> false;
      case StepDefinition.Image s -> false;
      case StepDefinition.Java s -> false;
    };
  }
}
