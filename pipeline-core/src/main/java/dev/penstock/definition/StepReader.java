package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Derive;
import dev.penstock.definition.StepDefinition.Drop;
import dev.penstock.definition.StepDefinition.Filter;
import dev.penstock.definition.StepDefinition.Mask;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.definition.StepDefinition.Rename;
import dev.penstock.definition.StepDefinition.Sample;
import dev.penstock.definition.StepDefinition.Select;
import dev.penstock.definition.StepDefinition.Split;
import dev.penstock.definition.StepDefinition.Sql;
import dev.penstock.definition.StepDefinition.Validate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one step: a map with one key, the step's word. */
final class StepReader {
  private static final String CONDITION = "a text with a DuckDB condition";

  private final Reading reading;

  StepReader(Reading reading) {
    this.reading = reading;
  }

  /** The step, or nothing where no step could be told; mistakes are reported. */
  Optional<StepDefinition> read(Spot spot) {
    Map<String, Spot> entries = spot.entries("a map with one step");
    StepDefinition first = null;
    for (Map.Entry<String, Spot> entry : entries.entrySet()) {
      Optional<StepKind> kind = StepKind.of(entry.getKey());
      if (kind.isEmpty()) {
        entry
            .getValue()
            .problem(
                "unknown-step",
                "There is no step `" + Paths.shown(entry.getKey()) + "`.",
                NearMiss.advice(entry.getKey(), StepKind.words(), "The steps"));
      } else {
        StepDefinition step = step(kind.get(), entry.getValue());
        first = first == null ? step : first;
      }
    }
    if (spot.node().isObject() && entries.size() != 1) {
      spot.problem(
          "one-step-each",
          "has " + entries.size() + " keys; each item of the list is one step.",
          "Start a new item with `- ` for each step.");
    }
    return Optional.ofNullable(first);
  }

  private StepDefinition step(StepKind kind, Spot spot) {
    return switch (kind) {
      case RENAME -> rename(spot);
      case SELECT -> new Select(reading.ownColumns(spot, 1));
      case DROP -> new Drop(reading.ownColumns(spot, 1));
      case CAST -> CastStepReader.read(spot, reading);
      case DERIVE -> derive(spot);
      case FILTER -> new Filter(spot.text(CONDITION));
      case VALIDATE -> new Validate(new RuleReader(reading).read(spot));
      case SAMPLE -> sample(spot);
      case SPLIT -> split(spot);
      case MASK -> mask(spot);
      case FLATTEN -> FlattenStepReader.read(spot, reading);
      case LOOKUP -> LookupStepReader.read(spot, reading);
      case DEDUPLICATE -> DeduplicateStepReader.read(spot, reading);
      case AGGREGATE -> AggregateStepReader.read(spot, reading);
      case BRANCH -> BranchStepReader.read(spot, reading);
      case JAVA -> JavaStepReader.read(spot, reading);
      case IMAGE -> ImageStepReader.read(spot, reading);
      case SQL -> new Sql(reading.query(spot, "a text with a DuckDB query"));
    };
  }

  private Rename rename(Spot spot) {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, String> targets = new LinkedHashMap<>();
    spot.entries("a map of old column name to new one", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (from, to) -> {
              reading.notReserved(from, to);
              String target = to.text("a text with the new name of the column");
              if (target.isEmpty()) {
                return;
              }
              reading.newColumn(target, to);
              String other = targets.putIfAbsent(target.toLowerCase(Locale.ROOT), from);
              if (other != null) {
                to.problem(
                    "duplicate-column",
                    "`" + Paths.shown(other) + "` becomes `" + Paths.shown(target) + "` already.",
                    "Give each column a name of its own.");
              }
              columns.put(from, target);
            });
    return new Rename(columns);
  }

  private Derive derive(Spot spot) {
    Map<String, String> expressions = new LinkedHashMap<>();
    Map<String, String> seen = new LinkedHashMap<>();
    spot.entries("a map of column to DuckDB expression", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (column, expression) -> {
              reading.newColumn(column, expression);
              String other = seen.putIfAbsent(column.toLowerCase(Locale.ROOT), column);
              if (other != null) {
                expression.problem(
                    "duplicate-column",
                    "is the same column as `" + Paths.shown(other) + "`: case does not matter.",
                    "Give each column a name of its own.");
              }
              expressions.put(column, expression.text("a text with a DuckDB expression"));
            });
    return new Derive(expressions);
  }

  private Sample sample(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.SAMPLE);
    double ratio = fields.get("ratio").map(Spot::ratio).orElse(1.0);
    long every = fields.get("every").map(StepReader::every).orElse(0L);
    List<String> by = fields.get("by").map(list -> reading.ownColumns(list, 1)).orElse(List.of());
    boolean one = fields.get("ratio").isPresent() != fields.get("every").isPresent();
    if (spot.node().isObject() && !one) {
      spot.problem(
          "one-choice",
          "needs exactly one of `ratio` and `every`.",
          "Write for example `ratio: 0.1`, or `every: 10` for each tenth record by place.");
    }
    if (fields.get("every").isPresent() && fields.get("by").isPresent()) {
      spot.problem("one-choice", "`by` goes with `ratio`, not with `every`.", "Leave one out.");
    }
    return new Sample(ratio, every, by, seed(fields));
  }

  private Split split(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.SPLIT);
    String column = "split";
    Optional<Spot> own = fields.get("column");
    if (own.isPresent()) {
      column = own.get().text("a text with the name of the new column");
      if (!column.isEmpty()) {
        reading.newColumn(column, own.get());
      }
    }
    List<String> by = fields.get("by").map(list -> reading.ownColumns(list, 1)).orElse(List.of());
    List<String> stratify =
        fields.get("stratify").map(list -> reading.ownColumns(list, 1)).orElse(List.of());
    double train = fields.get("train").map(Spot::ratio).orElse(0.0);
    double validation = fields.get("validation").map(Spot::ratio).orElse(0.0);
    double test = fields.get("test").map(Spot::ratio).orElse(0.0);
    if (spot.node().isObject() && Math.abs(train + validation + test - 1) > 1e-9) {
      spot.problem(
          "bad-ratio",
          "The parts train, validation and test do not make 1 together.",
          "Write for example `train: 0.8, validation: 0.1, test: 0.1`.");
    }
    return new Split(column, by, stratify, train, validation, test, seed(fields));
  }

  private static long every(Spot spot) {
    long every = spot.count().orElse(1);
    if (every == 0) {
      spot.problem("bad-number", "is 0; expected a whole number of at least 1.", "");
    }
    return Math.max(every, 1);
  }

  private static long seed(Spot.Fields fields) {
    return fields.get("seed").map(seed -> seed.count().orElse(0)).orElse(0L);
  }

  private Mask mask(Spot spot) {
    Map<String, Masking> columns = new LinkedHashMap<>();
    spot.entries("a map of column to `redact`, `partial` or `hash`", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (column, how) -> {
              reading.notReserved(column, how);
              reading
                  .word(how, Masking.values(), "masking")
                  .ifPresent(masking -> columns.put(column, masking));
            });
    return new Mask(columns);
  }
}
