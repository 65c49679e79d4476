package dev.penstock.transform;

import dev.penstock.batch.OneBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * An in-memory DuckDB of its own: one thread, bounded memory, no files, no network, no extensions,
 * no settings. Rows go in and out as Arrow. Not thread-safe.
 */
final class Database implements AutoCloseable {
  private static final String DRIVER = "jdbc:duckdb:";

  private final DuckDBConnection connection;
  private final BufferAllocator allocator;

  private Database(DuckDBConnection connection, BufferAllocator allocator) {
    this.connection = connection;
    this.allocator = allocator;
  }

  static Database open(Limits limits, BufferAllocator allocator) throws SqlFailure {
    try {
      DuckDBConnection connection = (DuckDBConnection) DriverManager.getConnection(DRIVER);
      Database database = new Database(connection, allocator);
      try {
        database.lock(limits);
        return database;
      } catch (SqlFailure e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  private void lock(Limits limits) throws SqlFailure {
    Deadline deadline = Deadline.in(limits.timeout());
    for (String setting :
        List.of(
            "threads=1",
            "memory_limit='" + limits.memoryMegabytes() + "MiB'",
            "temp_directory=''",
            "TimeZone='UTC'",
            // JSON and UUID leave as such, told by their fields' metadata.
            "arrow_lossless_conversion=true",
            "autoinstall_known_extensions=false",
            "autoload_known_extensions=false",
            "allow_community_extensions=false",
            "enable_external_access=false",
            "lock_configuration=true")) {
      execute("SET " + setting, deadline);
    }
  }

  /** Runs a statement that gives no rows. */
  void execute(String sql, Deadline deadline) throws SqlFailure {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(deadline.seconds());
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** The columns of a query, which is bound and not run. */
  List<Column> columns(String sql) throws SqlFailure {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData data = statement.getMetaData();
      List<Column> columns = new ArrayList<>();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        columns.add(new Column(data.getColumnLabel(i), data.getColumnTypeName(i)));
      }
      return columns;
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** What runs while rows can be read under a name. */
  @FunctionalInterface
  interface WithRows<T> {
    T run() throws SqlFailure;
  }

  /** Makes the rows readable, once, under a name while the action runs. */
  <T> T with(String name, VectorSchemaRoot rows, WithRows<T> action) throws SqlFailure {
    try (OneBatch batch = new OneBatch(rows, allocator);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, batch, stream);
      connection.registerArrowStream(name, stream);
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A query's rows, which the caller closes.
   *
   * @param expected about how many rows there will be
   */
  VectorSchemaRoot query(String sql, int expected, Deadline deadline) throws SqlFailure {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(deadline.seconds());
      try (DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
          ArrowReader reader =
              (ArrowReader) result.arrowExportStream(allocator, Math.max(expected, 1024))) {
        return Rows.drain(reader, allocator);
      }
    } catch (SQLException e) {
      throw new SqlFailure(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not close", e);
    }
  }
}
