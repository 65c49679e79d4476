package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one stream of a definition. */
final class StreamReader {

  /** The table that an {@code sql} step reads its records from. */
  static final String INPUT = "input";

  private final Reading reading;
  private final Optional<RejectBudget> budget;

  /**
   * @param budget of streams that have none of their own
   */
  StreamReader(Reading reading, Optional<RejectBudget> budget) {
    this.reading = reading;
    this.budget = budget;
  }

  StreamDefinition read(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.STREAM);
    SourceDefinition source =
        fields
            .get("source")
            .map(this::source)
            .orElseGet(() -> new SourceDefinition("", "", JsonNodeFactory.instance.objectNode()));
    Optional<BronzeDefinition> bronze = fields.get("bronze").map(this::bronze);
    List<StepDefinition.Rule> rules =
        fields
            .get("source")
            .flatMap(place -> place.child("validate"))
            .map(new RuleReader(reading)::read)
            .orElseGet(List::of);
    Map<String, SourceDefinition> lookups =
        fields.get("lookups").map(this::lookups).orElseGet(Map::of);
    List<StepDefinition> read =
        fields
            .get("steps")
            .map(list -> steps(list, new StepReader(reading.with(lookups.keySet()))))
            .orElseGet(List::of);
    OutputSpots spots = OutputSpots.of(spot, fields, reading);
    Map<String, OutputDefinition> outputs = new LinkedHashMap<>();
    spots
        .all()
        .forEach((name, output) -> outputs.put(name, new OutputReader(reading).read(output)));
    if (source.incremental()) {
      addsTo(outputs, spots);
    }
    Optional<RejectBudget> rejects = fields.get("rejects").flatMap(RejectBudgetReader::read);
    StreamDefinition stream =
        new StreamDefinition(
            source, bronze, lookups, rules, read, outputs, rejects.or(() -> budget));
    outputs.forEach(
        (name, output) -> {
          Spot at = spots.all().get(name);
          rules(stream.finish(name), output, at);
          if (at != null) {
            MergeRules.check(stream.finish(name), output, at);
          }
        });
    return stream;
  }

  /** Rows that are parts of groups are no records that a rule could be about. */
  private static void rules(Finish finish, OutputDefinition output, @Nullable Spot spot) {
    if (finish instanceof Finish.Combine && !output.rules().isEmpty() && spot != null) {
      spot.problem(
          "rules-of-aggregate",
          "has rules, but its groups are whole only when everything is staged.",
          "Validate the records before the `aggregate`, or write a check on the output.");
    }
  }

  /** A run that reads only what is new must not replace what is there by it. */
  private void addsTo(Map<String, OutputDefinition> outputs, OutputSpots spots) {
    outputs.forEach(
        (name, output) -> {
          if (output.mode() == LoadMode.REPLACE) {
            reading
                .problems()
                .add(
                    "replaces-by-news",
                    Paths.child(spots.path(name), "mode"),
                    "The output replaces its table, but the source is read incrementally: after the"
                        + " second run the table would hold only what was new.",
                    "Write `mode: append`, or leave `incremental` and `cursor` out of the source.");
          }
        });
  }

  private SourceDefinition source(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.SOURCE);
    String connection = fields.get("connection").map(reading::connection).orElse("");
    String format = fields.text("format", "a text that names a format, for example `csv`");
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    fields.entries().forEach((name, option) -> options.set(name, option.node()));
    options.remove(Shape.SOURCE.names());
    Map<String, String> schema = fields.get("schema").map(reading::types).orElseGet(Map::of);
    boolean infer = fields.get("infer_types").map(Spot::truth).orElse(false);
    SchemaChange change =
        fields
            .get("on_schema_change")
            .flatMap(word -> reading.word(word, SchemaChange.values(), "choice"))
            .orElse(SchemaChange.EVOLVE);
    SourceDefinition source =
        new SourceDefinition(connection, format, schema, infer, change, options);
    if (spot.node().isObject()) {
      reading.surroundings().source(source, spot.path(), reading.problems()::add);
    }
    return source;
  }

  private BronzeDefinition bronze(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.BRONZE);
    return new BronzeDefinition(fields.get("table").map(reading::table).orElse(Reading.NO_TABLE));
  }

  private Map<String, SourceDefinition> lookups(Spot spot) {
    Map<String, SourceDefinition> lookups = new LinkedHashMap<>();
    spot.entries("a map of look-ups by name", 0, DefinitionLimits.LOOKUPS)
        .forEach(
            (name, lookup) -> {
              reading.name(name, lookup);
              if (name.equals(INPUT)) {
                lookup.problem(
                    "reserved-name",
                    "`input` is the table of the step's records.",
                    "Choose another name for the look-up.");
              }
              lookup
                  .child("validate")
                  .ifPresent(
                      rules ->
                          rules.problem(
                              "not-here",
                              "A look-up's records are not validated.",
                              "Validate what a step takes from it."));
              lookups.put(name, source(lookup));
            });
    return lookups;
  }

  private static List<StepDefinition> steps(Spot spot, StepReader steps) {
    return StepLists.read(spot, steps, false);
  }
}
