package dev.penstock.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one output of a stream. */
final class OutputReader {
  private final Reading reading;

  OutputReader(Reading reading) {
    this.reading = reading;
  }

  OutputDefinition read(Spot spot) {
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
    if (mode.keyed() && key.isEmpty()) {
      spot.problem(
          "missing-key",
          "has a mode in which rows meet by their key, and has no key.",
          "Give the columns of its `key`.");
    }
    Contract contract =
        fields
            .get("contract")
            .flatMap(word -> reading.word(word, Contract.values(), "contract"))
            .orElse(Contract.EVOLVE);
    Layout layout = layout(fields, mode, key);
    if (mode == LoadMode.CONTINUOUS) {
      notHere(fields, "partition", "batches come before anybody knows which partitions they need");
    }
    boolean lineage = fields.get("lineage").map(Spot::truth).orElse(false);
    List<StepDefinition.Rule> rules =
        fields.get("validate").map(new RuleReader(reading)::read).orElseGet(List::of);
    return new OutputDefinition(
        connection,
        table,
        mode,
        key,
        merging(fields, mode),
        contract,
        layout,
        lineage,
        rules,
        fields.text("description", "a text"),
        fields.get("columns").map(ModelReader::descriptions).orElseGet(Map::of));
  }

  private Merging merging(Spot.Fields fields, LoadMode mode) {
    Optional<String> order = column(fields, "order");
    Optional<String> validFrom = column(fields, "valid_from");
    Optional<Merging.Missing> missing =
        fields
            .get("missing")
            .flatMap(word -> reading.word(word, Merging.Missing.values(), "choice"));
    if (!mode.keyed()) {
      notHere(fields, "order", "rows do not meet by their key");
    }
    if (mode != LoadMode.HISTORY) {
      notHere(fields, "valid_from", "no history is kept");
      notHere(fields, "missing", "no history is kept");
    }
    return new Merging(order, validFrom, missing.orElse(Merging.Missing.KEEP));
  }

  private static void notHere(Spot.Fields fields, String field, String why) {
    fields
        .get(field)
        .ifPresent(
            spot ->
                spot.problem(
                    "not-here",
                    "has no meaning in this mode: " + why + ".",
                    "Leave it out or change the `mode`."));
  }

  private Optional<String> column(Spot.Fields fields, String field) {
    return fields
        .get(field)
        .map(spot -> spot.text("a text that names a column"))
        .filter(column -> !column.isEmpty());
  }

  private Layout layout(Spot.Fields fields, LoadMode mode, List<String> key) {
    List<List<String>> indexes =
        fields.get("indexes").map(new IndexReader(reading)::read).orElseGet(List::of);
    return new Layout(
        indexes,
        fields.get("partition").flatMap(this::partition),
        fields.get("files").map(files -> new FilesReader(reading).read(files, mode, key)));
  }

  private Optional<Layout.Partition> partition(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.PARTITION);
    Optional<Layout.Span> every =
        fields.get("every").flatMap(word -> reading.word(word, Layout.Span.values(), "span"));
    return column(fields, "by").map(by -> new Layout.Partition(by, every));
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
