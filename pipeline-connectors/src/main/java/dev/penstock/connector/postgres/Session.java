package dev.penstock.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A connection inside a transaction, with short words for what is done on it. Not thread-safe. */
final class Session {
  private final Connection connection;

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Runs SQL that a user wrote or that takes no arguments; braces and question marks mean nothing.
   */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  int update(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /** Runs a statement once for each list of arguments, in few round trips. */
  void updateAll(String sql, List<? extends List<?>> arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (List<?> row : arguments) {
        for (int i = 0; i < row.size(); i++) {
          statement.setObject(i + 1, row.get(i));
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** All rows; only for results whose size the query bounds. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  /**
   * All rows of a query that a user wrote or that takes no arguments; braces and question marks
   * mean nothing. Only for results whose size the query bounds.
   */
  <T> List<T> queryPlain(String sql, RowReader<T> reader) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(sql)) {
        List<T> result = new ArrayList<>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    }
  }

  /** The labels of the columns of such a query, without running it. */
  List<String> labels(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet none = statement.executeQuery("SELECT * FROM (" + sql + ") AS q LIMIT 0")) {
        List<String> labels = new ArrayList<>();
        for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
          labels.add(none.getMetaData().getColumnLabel(i));
        }
        return labels;
      }
    }
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    return query(sql, reader, arguments).stream().findFirst();
  }

  long number(String sql, @Nullable Object... arguments) throws SQLException {
    return first(sql, row -> row.getLong(1), arguments).orElse(0L);
  }

  Savepoint savepoint() throws SQLException {
    return connection.setSavepoint();
  }

  void rollbackTo(Savepoint savepoint) throws SQLException {
    connection.rollback(savepoint);
  }

  void release(Savepoint savepoint) throws SQLException {
    connection.releaseSavepoint(savepoint);
  }

  PGConnection postgres() throws SQLException {
    return connection.unwrap(PGConnection.class);
  }

  /** Lets statements of this transaction take longer than a load may. */
  void allowMillis(int millis) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, millis + 30_000);
    execute("SET LOCAL statement_timeout = " + millis);
  }

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String quoted(List<String> identifiers) {
    return String.join(", ", identifiers.stream().map(Session::quoted).toList());
  }

  private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }
}
