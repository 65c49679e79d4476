package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one stream of a definition. */
final class StreamReader {

  /** The table that an {@code sql} step reads its records from. */
  static final String INPUT = "input";

  private final Reading reading;
  private final StepReader steps;
  private final Optional<RejectBudget> budget;

  /**
   * @param budget of streams that have none of their own
   */
  StreamReader(Reading reading, Optional<RejectBudget> budget) {
    this.reading = reading;
    this.budget = budget;
    this.steps = new StepReader(reading);
  }

  StreamDefinition read(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.STREAM);
    SourceDefinition source =
        fields
            .get("source")
            .map(this::source)
            .orElseGet(() -> new SourceDefinition("", "", JsonNodeFactory.instance.objectNode()));
    Optional<BronzeDefinition> bronze = fields.get("bronze").map(this::bronze);
    Map<String, SourceDefinition> lookups =
        fields.get("lookups").map(this::lookups).orElseGet(Map::of);
    List<StepDefinition> read = fields.get("steps").map(this::steps).orElseGet(List::of);
    Map<String, OutputDefinition> outputs =
        fields.get("outputs").map(this::outputs).orElseGet(Map::of);
    if (fields.get("outputs").isEmpty()) {
      reading.references().incomplete();
    }
    if (source.incremental()) {
      addsTo(outputs, fields.get("outputs").orElse(spot));
    }
    Optional<RejectBudget> rejects = fields.get("rejects").flatMap(RejectBudgetReader::read);
    return new StreamDefinition(
        source, bronze, lookups, List.of(), read, outputs, rejects.or(() -> budget));
  }

  /** A run that reads only what is new must not replace what is there by it. */
  private static void addsTo(Map<String, OutputDefinition> outputs, Spot spot) {
    outputs.forEach(
        (name, output) -> {
          if (output.mode() == LoadMode.REPLACE) {
            spot.problems()
                .add(
                    "replaces-by-news",
                    Paths.child(Paths.child(spot.path(), name), "mode"),
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
              lookups.put(name, source(lookup));
            });
    return lookups;
  }

  private List<StepDefinition> steps(Spot spot) {
    List<StepDefinition> read = new ArrayList<>();
    for (Spot step : spot.items("a list of steps", 0, DefinitionLimits.STEPS)) {
      steps.read(step).ifPresent(read::add);
    }
    return read;
  }

  private Map<String, OutputDefinition> outputs(Spot spot) {
    if (!spot.node().isObject()) {
      reading.references().incomplete();
    }
    Map<String, OutputDefinition> outputs = new LinkedHashMap<>();
    spot.entries("a map of outputs by name", 1, DefinitionLimits.OUTPUTS)
        .forEach(
            (name, output) -> {
              reading.name(name, output);
              reading.references().named(name, output.path());
              outputs.put(name, output(output));
            });
    return outputs;
  }

  private OutputDefinition output(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.OUTPUT);
    String connection = fields.get("connection").map(this::destination).orElse("");
    TableName table = fields.get("table").map(reading::table).orElse(Reading.NO_TABLE);
    LoadMode mode =
        fields
            .get("mode")
            .flatMap(word -> reading.word(word, LoadMode.values(), "mode"))
            .orElse(LoadMode.REPLACE);
    List<String> key =
        fields.get("key").map(columns -> reading.ownColumns(columns, 0)).orElseGet(List::of);
    return new OutputDefinition(connection, table, mode, key);
  }

  private String destination(Spot spot) {
    String connection = reading.connection(spot);
    if (!connection.isEmpty()) {
      reading.references().destination(connection, spot.path());
      reading.surroundings().destination(connection, spot.path(), reading.problems()::add);
    }
    return connection;
  }
}
