package dev.penstock.connector.duckdb;

import dev.penstock.batch.OneBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** SQL in one transaction. Not thread-safe but for {@link #cancel}. */
final class Session {
  private final DuckDBConnection connection;
  private final int seconds;
  private volatile @Nullable Statement running;

  /**
   * Over a connection that is the caller's.
   *
   * @param seconds how long a statement may take
   */
  Session(DuckDBConnection connection, int seconds) {
    this.connection = connection;
    this.seconds = seconds;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs one statement; says how many rows it changed. */
  long execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(seconds);
      running = statement;
      statement.execute(sql);
      return Math.max(0, statement.getUpdateCount());
    } finally {
      running = null;
    }
  }

  int update(String sql, @Nullable Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    } finally {
      running = null;
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
    } finally {
      running = null;
    }
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments)
      throws SQLException {
    return query(sql, reader, arguments).stream().findFirst();
  }

  long number(String sql, @Nullable Object... arguments) throws SQLException {
    return first(sql, row -> row.getLong(1), arguments).orElse(0L);
  }

  /** Names and types of a query's columns; the query is bound and not run. */
  Map<String, String> columns(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData data = statement.getMetaData();
      Map<String, String> columns = new LinkedHashMap<>();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        columns.put(data.getColumnLabel(i), data.getColumnTypeName(i));
      }
      return columns;
    }
  }

  /** What is done while rows can be read under a name. */
  @FunctionalInterface
  interface WithRows<T> {
    T run() throws SQLException;
  }

  /** Makes the rows readable, once, under a name while the action runs. */
  <T> T with(String name, VectorSchemaRoot rows, WithRows<T> action) throws SQLException {
    BufferAllocator allocator = rows.getFieldVectors().getFirst().getAllocator();
    try (OneBatch batch = new OneBatch(rows, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, batch, stream);
      connection.registerArrowStream(name, stream);
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the statement that runs, if one does. Any thread may call it. */
  void cancel() throws SQLException {
    Statement statement = running;
    if (statement != null) {
      statement.cancel();
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      statement.setQueryTimeout(seconds);
      running = statement;
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }
}
