package dev.penstock.cli.test.persistence;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.definition.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads tables of a DuckDB file. */
public final class PublishedTables {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private PublishedTables() {}

  /**
   * The rows of tables, each as a JSON object, by the names that the tables are asked for.
   *
   * @throws IllegalStateException where they cannot be read
   */
  public static Map<String, List<JsonNode>> read(Path file, Map<String, TableName> names) {
    Map<String, List<JsonNode>> tables = new LinkedHashMap<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        var statement = connection.createStatement()) {
      for (Map.Entry<String, TableName> one : names.entrySet()) {
        tables.put(one.getKey(), rows(statement, one.getValue()));
      }
      return tables;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("what was published cannot be read", e);
    }
  }

  private static List<JsonNode> rows(Statement statement, TableName name)
      throws SQLException, IOException {
    String table = quoted(name.schema()) + "." + quoted(name.table());
    List<JsonNode> rows = new ArrayList<>();
    try (ResultSet found =
        statement.executeQuery(
            "SELECT CAST(to_json(t) AS VARCHAR) FROM (" + exact(statement, table) + ") AS t")) {
      while (found.next()) {
        rows.add(JSON.readTree(found.getString(1)));
      }
    }
    return rows;
  }

  /** JSON has no decimals, so they go as text and keep all of their digits. */
  private static String exact(Statement statement, String table) throws SQLException {
    List<String> casts = new ArrayList<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE " + table)) {
      while (columns.next()) {
        if (columns.getString(2).startsWith("DECIMAL") && !columns.getString(2).endsWith("]")) {
          String name = quoted(columns.getString(1));
          casts.add("CAST(" + name + " AS VARCHAR) AS " + name);
        }
      }
    }
    return casts.isEmpty()
        ? "FROM " + table
        : "SELECT * REPLACE (" + String.join(", ", casts) + ") FROM " + table;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
