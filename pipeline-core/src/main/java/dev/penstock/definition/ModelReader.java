package dev.penstock.definition;

import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the models of a definition. */
final class ModelReader {

  private static final String SCHEMA = "gold";

  private final Reading reading;

  ModelReader(Reading reading) {
    this.reading = reading;
  }

  /** The models in the author's order. */
  Map<String, ModelDefinition> read(Spot spot) {
    if (!spot.node().isObject()) {
      reading.references().incomplete();
    }
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    spot.entries("a map of models by name", 0, DefinitionLimits.MODELS)
        .forEach((name, model) -> models.put(name, model(name, model)));
    return models;
  }

  private ModelDefinition model(String name, Spot spot) {
    boolean named = reading.name(name, spot);
    reading.references().named(name, spot.path());
    Spot.Fields fields = spot.fields(Shape.MODEL);
    Materialized materialized =
        fields
            .get("materialized")
            .flatMap(word -> reading.word(word, Materialized.values(), "materialization"))
            .orElse(Materialized.TABLE);
    TableName table = Reading.NO_TABLE;
    if (fields.get("table").isPresent()) {
      table = reading.table(fields.get("table").get());
    } else if (named) {
      table = new TableName(SCHEMA, name);
      reading.references().table(table, spot.path());
    }
    String sql =
        fields.get("sql").map(text -> SelectReader.read(reading, text, "a model")).orElse("");
    List<String> indexes =
        fields.get("indexes").map(columns -> indexes(columns, materialized)).orElseGet(List::of);
    return new ModelDefinition(table, materialized, sql, indexes);
  }

  private List<String> indexes(Spot spot, Materialized materialized) {
    List<String> indexes = reading.columns(spot, 0);
    if (materialized == Materialized.VIEW && !indexes.isEmpty()) {
      spot.problem(
          "index-on-view", "A view has no indexes.", "Remove them, or say `materialized: table`.");
    }
    return indexes;
  }
}
