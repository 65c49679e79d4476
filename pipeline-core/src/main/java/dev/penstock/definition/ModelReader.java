package dev.penstock.definition;

import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return new ModelDefinition(
        table,
        materialized,
        sql,
        fields.text("description", "a text"),
        fields.get("columns").map(ModelReader::descriptions).orElseGet(Map::of),
        key(fields, spot, materialized),
        fields.get("indexes").map(found -> indexes(found, materialized)).orElseGet(List::of),
        fields.get("after").map(found -> after(found, materialized)).orElseGet(List::of));
  }

  /** Descriptions of columns by name. */
  static Map<String, String> descriptions(Spot spot) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    spot.entries("a map of column to description", 1, DefinitionLimits.COLUMNS)
        .forEach((column, text) -> descriptions.put(column, text.text("a text")));
    return descriptions;
  }

  private List<String> key(Spot.Fields fields, Spot model, Materialized materialized) {
    List<String> key =
        fields.get("key").map(columns -> reading.columns(columns, 0)).orElseGet(List::of);
    if (materialized == Materialized.INCREMENTAL && key.isEmpty()) {
      model.problem(
          "missing-key",
          "is built by key, and has no key.",
          "Give the columns of its `key`, or say `materialized: table`.");
    }
    if (materialized == Materialized.VIEW && !key.isEmpty()) {
      fields
          .get("key")
          .ifPresent(
              spot ->
                  spot.problem(
                      "key-on-view",
                      "A view has no key.",
                      "Remove it, or say `materialized: table`; a check `unique` goes with both."));
    }
    return key;
  }

  private List<List<String>> indexes(Spot spot, Materialized materialized) {
    List<List<String>> indexes = new IndexReader(reading).read(spot);
    if (materialized == Materialized.VIEW && !indexes.isEmpty()) {
      spot.problem(
          "index-on-view", "A view has no indexes.", "Remove them, or say `materialized: table`.");
    }
    return indexes;
  }

  private List<AfterStatement> after(Spot spot, Materialized materialized) {
    List<AfterStatement> statements = new ArrayList<>();
    for (Spot item : spot.items("a list of statements", 0, DefinitionLimits.AFTER)) {
      String text = item.text("a text with one statement over `{this}`");
      if (!text.isEmpty()) {
        statement(item, text, materialized).ifPresent(statements::add);
      }
    }
    return statements;
  }

  private static Optional<AfterStatement> statement(
      Spot spot, String text, Materialized materialized) {
    try {
      AfterStatement statement = AfterStatement.parse(text);
      if (materialized == Materialized.VIEW && !statement.kind().ofViews()) {
        spot.problem(
            "bad-statement",
            "is not for views.",
            "A view takes COMMENT ON and GRANT; or say `materialized: table`.");
      }
      return Optional.of(statement);
    } catch (IllegalArgumentException e) {
      spot.problem(
          "bad-statement",
          "is not a statement that may follow a model: " + e.getMessage() + ".",
          "Write one statement over `{this}`: ANALYZE, CREATE [UNIQUE] INDEX, CREATE STATISTICS,"
              + " COMMENT ON TABLE, VIEW or COLUMN, GRANT ... ON, ALTER TABLE ... SET (...) or"
              + " ALTER TABLE ... ALTER COLUMN ... SET STATISTICS.");
      return Optional.empty();
    }
  }
}
