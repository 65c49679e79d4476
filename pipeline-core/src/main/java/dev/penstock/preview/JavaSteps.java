package dev.penstock.preview;

import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a stream in front of its first step in Java. Such steps are known to the transformer
 * alone, so a preview ends there.
 */
record JavaSteps(StreamDefinition shown, List<String> notes) {
  static JavaSteps cut(StreamDefinition stream, String path) {
    List<StepDefinition> steps = stream.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (needsTransformer(steps.get(i))) {
        StreamDefinition shown =
            new StreamDefinition(
                stream.source(),
                stream.bronze(),
                stream.lookups(),
                stream.rules(),
                steps.subList(0, i),
                withoutRules(stream.outputs()),
                stream.rejects());
        return new JavaSteps(
            shown,
            List.of(
                "The preview ends in front of "
                    + path
                    + ".steps["
                    + i
                    + "]."
                    + steps.get(i).name()
                    + ": steps in Java run in the transformer only."));
      }
    }
    return new JavaSteps(stream, List.of());
  }

  /** Rules may be about columns that only the steps left out make. */
  private static Map<String, OutputDefinition> withoutRules(Map<String, OutputDefinition> outputs) {
    Map<String, OutputDefinition> plain = new LinkedHashMap<>();
    outputs.forEach(
        (name, output) ->
            plain.put(
                name,
                new OutputDefinition(
                    output.connection(), output.table(), output.mode(), output.key())));
    return plain;
  }

  private static boolean needsTransformer(StepDefinition step) {
    return step instanceof StepDefinition.Java
        || step instanceof StepDefinition.Branch branch
            && branch.branches().values().stream()
                .flatMap(List::stream)
                .anyMatch(JavaSteps::needsTransformer);
  }
}
