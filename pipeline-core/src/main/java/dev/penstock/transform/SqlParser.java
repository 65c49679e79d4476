package dev.penstock.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.duckdb.DuckDBDriver;

/**
 * DuckDB's own parser as a function from text to syntax tree. One instance with an empty database
 * serves the whole process. Thread-safe.
 */
final class SqlParser {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PreparedStatement serialize;
  private final PreparedStatement deserialize;
  private final Set<String> aggregates;

  private SqlParser() {
    try {
      Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
      try (Statement statement = connection.createStatement()) {
        for (String setting :
            new String[] {
              "threads=1",
              "memory_limit='64MiB'",
              "temp_directory=''",
              "autoinstall_known_extensions=false",
              "autoload_known_extensions=false",
              "enable_external_access=false",
              "lock_configuration=true"
            }) {
          statement.execute("SET " + setting);
        }
      }
      aggregates = aggregates(connection);
      serialize = connection.prepareStatement("SELECT json_serialize_sql(?)");
      deserialize = connection.prepareStatement("SELECT json_deserialize_sql(?::JSON)");
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not start", e);
    }
  }

  private static final class Holder {
    private static final SqlParser SHARED = new SqlParser();
  }

  static SqlParser shared() {
    return Holder.SHARED;
  }

  /** DuckDB's answer: {@code error} and {@code error_message}, or {@code statements}. */
  synchronized JsonNode parse(String sql) {
    try {
      serialize.setString(1, sql);
      try (ResultSet result = serialize.executeQuery()) {
        result.next();
        return JSON.readTree(result.getString(1));
      }
    } catch (StreamConstraintsException e) {
      return refused("this is nested too deeply");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB does not parse", e);
    } catch (SQLException e) {
      return refused(new SqlFailure(e).text());
    }
  }

  private static JsonNode refused(String message) {
    return JSON.createObjectNode().put("error", true).put("error_message", message);
  }

  /** The text of one statement's tree. */
  synchronized String text(JsonNode tree) {
    try {
      deserialize.setString(1, tree.toString());
      try (ResultSet result = deserialize.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not write SQL", e);
    }
  }

  /** What RE2 does not like of a regular expression. */
  synchronized Optional<String> regexMistake(String regex) {
    try (PreparedStatement match =
        serialize.getConnection().prepareStatement("SELECT regexp_matches('', ?)")) {
      match.setString(1, regex);
      match.executeQuery().close();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(new SqlFailure(e).text());
    }
  }

  /** The names of DuckDB's aggregate functions. */
  Set<String> aggregates() {
    return aggregates;
  }

  private static Set<String> aggregates(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
                    + " EXCEPT SELECT function_name FROM duckdb_functions()"
                    + " WHERE function_type = 'scalar'")) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    }
    return Set.copyOf(names);
  }
}
