package dev.penstock.api.graph;

import dev.penstock.definition.Demand;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Aggregate;
import dev.penstock.definition.StepDefinition.Branch;
import dev.penstock.definition.StepDefinition.Cast;
import dev.penstock.definition.StepDefinition.Deduplicate;
import dev.penstock.definition.StepDefinition.Derive;
import dev.penstock.definition.StepDefinition.Drop;
import dev.penstock.definition.StepDefinition.Filter;
import dev.penstock.definition.StepDefinition.Flatten;
import dev.penstock.definition.StepDefinition.Image;
import dev.penstock.definition.StepDefinition.Java;
import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Mask;
import dev.penstock.definition.StepDefinition.Rename;
import dev.penstock.definition.StepDefinition.Rule;
import dev.penstock.definition.StepDefinition.Sample;
import dev.penstock.definition.StepDefinition.Select;
import dev.penstock.definition.StepDefinition.Split;
import dev.penstock.definition.StepDefinition.Sql;
import dev.penstock.definition.StepDefinition.Validate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a step does, in one line. */
final class StepWords {
  private StepWords() {}

  static String of(StepDefinition step) {
    return switch (step) {
      case Rename rename -> pairs(rename.columns(), " → ");
      case Select select -> list(select.columns());
      case Drop drop -> list(drop.columns());
      case Sample sample ->
          sample.every() > 0 ? "one of " + sample.every() : "%.4g of all".formatted(sample.ratio());
      case Split split -> split.column() + " by " + list(split.by());
      case Mask mask -> list(mask.columns().keySet());
      case Cast cast -> pairs(cast.types(), ": ");
      case Derive derive -> pairs(derive.expressions(), " = ");
      case Filter filter -> filter.condition();
      case Validate validate -> rules(validate.rules());
      case Flatten flatten -> flatten.column();
      case Lookup lookup -> lookup.from() + " by " + list(lookup.on().keySet());
      case Branch branch -> "to " + list(branch.branches().keySet());
      case Aggregate aggregate ->
          list(aggregate.values().keySet())
              + (aggregate.by().isEmpty() ? "" : " by " + list(aggregate.by()));
      case Deduplicate deduplicate -> "by " + list(deduplicate.key());
      case Java java -> java.step();
      case Image image -> image.column();
      case Sql sql -> sql.query();
    };
  }

  static String rules(List<Rule> rules) {
    return rules.stream()
        .map(rule -> rule.rule().isEmpty() ? demand(rule.demand()) : rule.rule())
        .collect(Collectors.joining(", "));
  }

  private static String demand(Demand demand) {
    return demand instanceof Demand.NotNull some
        ? Demand.NotNull.words(list(some.columns()))
        : demand instanceof Demand.Range range ? range.words() : demand.word();
  }

  private static String list(Collection<String> words) {
    return String.join(", ", words);
  }

  private static String pairs(Map<String, String> pairs, String between) {
    return pairs.entrySet().stream()
        .map(pair -> pair.getKey() + between + pair.getValue())
        .collect(Collectors.joining(", "));
  }
}
