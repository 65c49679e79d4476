package dev.penstock.definition;

import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the models of a definition. */
final class ModelReader {

  private static final String SCHEMA = "gold";

  private static final Pattern QUERY =
      Pattern.compile("(?:select|with)\\b", Pattern.CASE_INSENSITIVE);

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
    String sql = fields.get("sql").map(this::sql).orElse("");
    List<String> indexes =
        fields.get("indexes").map(columns -> indexes(columns, materialized)).orElseGet(List::of);
    return new ModelDefinition(table, materialized, sql, indexes);
  }

  private String sql(Spot spot) {
    String sql = reading.query(spot, "a text with one PostgreSQL SELECT");
    if (!sql.isEmpty() && !QUERY.matcher(sql.substring(start(sql))).lookingAt()) {
      spot.problem(
          "not-a-query",
          "The SQL of a model is one query; expected it to start with SELECT or WITH.",
          "");
    }
    return sql;
  }

  /** Where the query starts, behind white space, comments and opening brackets. */
  private static int start(String sql) {
    int at = 0;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at)) || sql.charAt(at) == '(') {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = behind(sql, "\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = behind(sql, "*/", at + 2);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int behind(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
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
