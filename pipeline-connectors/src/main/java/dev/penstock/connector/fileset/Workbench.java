package dev.penstock.connector.fileset;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.database.CancelWatch;
import dev.penstock.connector.files.WorkFolder;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB in which an audit puts a run together: on disk, in a folder that is removed with it,
 * with one thread and bounded memory. It reaches no file but those of its folder, whatever SQL runs
 * in it, has no network, and no settings that SQL could change. Not thread-safe.
 */
final class Workbench implements AutoCloseable {
  /** The schema of the tables that no author's SQL has to do with. */
  static final String WORK = "\"_penstock\"";

  static final int MEMORY_MEBIBYTES = 512;
  private static final int SPILL_GIBIBYTES = 64;
  private static final int STATEMENT_SECONDS = 1800;
  private static final int BATCH_ROWS = 2048;

  private final WorkFolder folder;
  private final DuckDBConnection connection;
  private final Cancellation cancellation;
  private final CancelWatch watch;
  private volatile @Nullable Statement running;

  private Workbench(WorkFolder folder, DuckDBConnection connection, Cancellation cancellation) {
    this.folder = folder;
    this.connection = connection;
    this.cancellation = cancellation;
    this.watch =
        new CancelWatch(
            cancellation,
            () -> {
              Statement now = running;
              if (now != null) {
                now.cancel();
              }
            });
  }

  static Workbench open(Cancellation cancellation) {
    WorkFolder folder = WorkFolder.create();
    try {
      String path = folder.path().resolve("_penstock_work.duckdb").toString();
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + path);
      try (Statement statement = connection.createStatement()) {
        for (String setting : settings(folder)) {
          statement.execute("SET " + setting);
        }
        statement.execute("CREATE SCHEMA " + WORK);
        return new Workbench(folder, connection, cancellation);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      folder.close();
      throw failure("temporary files", e);
    }
  }

  private static List<String> settings(WorkFolder folder) {
    return List.of(
        "threads=1",
        "memory_limit='" + MEMORY_MEBIBYTES + "MiB'",
        "temp_directory=" + text(folder.path().resolve("spill").toString()),
        "max_temp_directory_size='" + SPILL_GIBIBYTES + "GiB'",
        "TimeZone='UTC'",
        "arrow_lossless_conversion=true",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "allow_community_extensions=false",
        "allowed_directories=[" + text(folder.path().toString()) + "]",
        "enable_external_access=false",
        "lock_configuration=true");
  }

  WorkFolder folder() {
    return folder;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Runs a statement; the number of rows that it changed, where it changes rows. */
  long execute(String sql) throws SQLException {
    cancellation.check();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(STATEMENT_SECONDS);
      running = statement;
      boolean rows = statement.execute(sql);
      return rows ? 0 : Math.max(0, statement.getLargeUpdateCount());
    } catch (SQLException e) {
      cancellation.check();
      throw e;
    } finally {
      running = null;
    }
  }

  /** Reads a row. */
  @FunctionalInterface
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> List<T> query(String sql, Reading<T> reading) throws SQLException {
    cancellation.check();
    List<T> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(STATEMENT_SECONDS);
      running = statement;
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.add(reading.of(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      cancellation.check();
      throw e;
    } finally {
      running = null;
    }
  }

  long number(String sql) throws SQLException {
    return query(sql, row -> row.getLong(1)).getFirst();
  }

  /** The rows of a query, columns to values as text. */
  List<Map<String, String>> texts(String sql) throws SQLException {
    return query(sql, Texts::row);
  }

  /** The columns of a table or view. */
  List<Column> columns(String relation) throws SQLException {
    return query(
        "DESCRIBE SELECT * FROM " + relation,
        row -> new Column(row.getString(1), row.getString(2)));
  }

  /** What is done with each batch of a query's rows. */
  @FunctionalInterface
  interface WithBatch {
    void accept(VectorSchemaRoot rows) throws IOException;
  }

  /** Reads the rows of a query in batches, in their order. */
  void read(String sql, WithBatch action) throws SQLException, IOException {
    cancellation.check();
    try (BufferAllocator memory = new RootAllocator(MEMORY_MEBIBYTES << 20);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(STATEMENT_SECONDS);
      running = statement;
      try (DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery(sql);
          ArrowReader reader = (ArrowReader) result.arrowExportStream(memory, BATCH_ROWS)) {
        while (reader.loadNextBatch()) {
          action.accept(reader.getVectorSchemaRoot());
        }
      }
    } catch (SQLException e) {
      cancellation.check();
      throw e;
    } finally {
      running = null;
    }
  }

  /** What is done while a batch can be read, once, under a name. */
  @FunctionalInterface
  interface WithRows {
    void run() throws SQLException;
  }

  void with(String name, ArrowReader rows, BufferAllocator allocator, WithRows action)
      throws SQLException {
    try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
      Data.exportArrayStream(allocator, rows, stream);
      connection.registerArrowStream(name, stream);
      action.run();
    }
  }

  /** The columns that DuckDB makes of a batch's. */
  static List<Column> columns(ArrowReader rows, BufferAllocator allocator) throws SQLException {
    try (DuckDBConnection connection =
            (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads=1");
      statement.execute("SET arrow_lossless_conversion=true");
      Data.exportArrayStream(allocator, rows, stream);
      connection.registerArrowStream("batch", stream);
      List<Column> columns = new ArrayList<>();
      try (ResultSet result = statement.executeQuery("DESCRIBE SELECT * FROM batch")) {
        while (result.next()) {
          columns.add(new Column(result.getString(1), result.getString(2)));
        }
      }
      return columns;
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoted(List<String> names) {
    return names.stream().map(Workbench::quoted).collect(Collectors.joining(", "));
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String file(Path path) {
    return text(path.toString());
  }

  /** The first line of DuckDB's own words, without the kind of error and without paths. */
  static String message(SQLException e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return text.replaceFirst("^[A-Z][A-Za-z -]* [Ee]rror: ", "")
        .replaceAll("\"?/[^\\s\"']*penstock-work-[^\\s\"']*\"?", "a temporary file")
        .replace(WORK + ".", "")
        .replace("_penstock.", "")
        .strip();
  }

  /** What an error of DuckDB means that no author's SQL is to blame for. */
  static PenstockException failure(String where, SQLException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("No space left") || text.contains("max_temp_directory_size")) {
      return new TransientException(
          new Problem(
              "storage-full",
              where,
              "There is no room left among this machine's temporary files.",
              "Make room in the service's temporary folder; it is tried again."),
          e);
    }
    if (text.contains("Out of Memory")) {
      return new PermanentException(
          new Problem(
              "out-of-memory",
              where,
              "The work needs more than " + MEMORY_MEBIBYTES + " MiB of memory.",
              "Make rows narrower, or write fewer in one run."),
          e);
    }
    return new PermanentException(
        Problem.of("work-failed", where, "DuckDB answers: " + message(e) + "."), e);
  }

  @Override
  public void close() {
    watch.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not close", e);
    } finally {
      folder.close();
    }
  }

  /** Closes a reader of staged rows. */
  static void close(ArrowReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not close", e);
    }
  }
}
