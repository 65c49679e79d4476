package dev.penstock.connector.parquet;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * One file as DuckDB sees it: a database of its own in memory, with one thread and bounded memory,
 * which can reach that file and nothing else. No text of a definition gets into its SQL but the
 * path, quoted. Not thread-safe, but for {@link #interrupt}.
 */
final class ParquetFile implements AutoCloseable {
  /** Counts the rows of a file from 0. */
  static final String ROW_NUMBER = "file_row_number";

  private static final int MEMORY_MEBIBYTES = 512;

  /** A row group. */
  record RowGroup(long rows, long compressed, long bytes) {}

  private final OpenFile file;
  private final FileStamp stamp;
  private final Cancellation cancellation;
  private final DuckDBConnection connection;
  private final String table;
  private volatile @Nullable Statement running;

  private ParquetFile(
      OpenFile file,
      FileStamp stamp,
      Cancellation cancellation,
      DuckDBConnection connection,
      String path) {
    this.file = file;
    this.stamp = stamp;
    this.cancellation = cancellation;
    this.connection = connection;
    this.table = "read_parquet(" + text(literal(path)) + ", hive_partitioning=false)";
  }

  /**
   * Opens a file, whose owner the caller stays.
   *
   * @param stamp of the file as it was planned
   */
  static ParquetFile open(OpenFile file, FileStamp stamp, Cancellation cancellation) {
    cancellation.check();
    String path;
    try {
      path = file.local().toString();
    } catch (IOException e) {
      throw file.failure(e);
    }
    file.verify(stamp);
    Properties settings = new Properties();
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    try {
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings);
      ParquetFile opened = new ParquetFile(file, stamp, cancellation, connection, path);
      try {
        opened.confine(path);
        return opened;
      } catch (SQLException e) {
        opened.close();
        throw opened.failure(e);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not open", e);
    }
  }

  private void confine(String path) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "threads=1",
              "memory_limit='" + MEMORY_MEBIBYTES + "MiB'",
              "temp_directory=''",
              "TimeZone='UTC'",
              "autoinstall_known_extensions=false",
              "autoload_known_extensions=false",
              "allow_community_extensions=false",
              reachable(path),
              "enable_external_access=false",
              "lock_configuration=true")) {
        statement.execute("SET " + setting);
      }
    }
  }

  /** The columns of the file, in order. */
  List<ParquetColumn> columns(BufferAllocator allocator) {
    try (Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      List<String> types = new ArrayList<>();
      try (ResultSet result = statement.executeQuery("DESCRIBE SELECT * FROM " + table)) {
        while (result.next()) {
          names.add(result.getString(1));
          types.add(result.getString(2));
        }
      }
      List<String> values = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        values.add(ParquetColumn.converted(names.get(i), types.get(i)));
      }
      Schema schema = schema(values, allocator);
      List<ParquetColumn> columns = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        columns.add(
            ParquetColumn.of(names.get(i), types.get(i), values.get(i), schema.getFields().get(i)));
      }
      return columns;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private Schema schema(List<String> values, BufferAllocator allocator) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(select(values) + " FROM " + table + " LIMIT 0");
        DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
        ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, 1)) {
      return reader.getVectorSchemaRoot().getSchema();
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  /** The row groups of the file, in order. */
  List<RowGroup> rowGroups() {
    String sql =
        """
        SELECT any_value(row_group_num_rows), sum(total_compressed_size), sum(total_uncompressed_size)
        FROM parquet_metadata(%s) GROUP BY row_group_id ORDER BY row_group_id
        """
            .formatted(table.substring(table.indexOf('(') + 1, table.lastIndexOf(',')));
    List<RowGroup> groups = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        groups.add(new RowGroup(result.getLong(1), result.getLong(2), result.getLong(3)));
      }
      return groups;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Rows that are being read; closing ends the query. */
  interface Query extends AutoCloseable {
    /** The rows: the values that were asked for, and last the row's number. */
    ArrowReader rows();

    @Override
    void close();
  }

  /**
   * Reads values of the rows {@code from} to before {@code to}, in order.
   *
   * @param chunk rows that are handed over at once
   */
  Query query(List<String> values, long from, long to, long chunk, BufferAllocator allocator) {
    List<String> all = new ArrayList<>(values);
    all.add(ROW_NUMBER);
    String rows = table.replaceFirst("\\)$", ", file_row_number=true)");
    String sql =
        "%s FROM %s WHERE %s >= %d AND %3$s < %d"
            .formatted(select(all), rows, ROW_NUMBER, from, to);
    try {
      PreparedStatement statement = connection.prepareStatement(sql);
      running = statement;
      DuckDBResultSet result = (DuckDBResultSet) statement.executeQuery();
      ArrowReader reader = (ArrowReader) result.arrowExportStream(allocator, chunk);
      return new Query() {
        @Override
        public ArrowReader rows() {
          return reader;
        }

        @Override
        public void close() {
          running = null;
          try (statement;
              result;
              reader) {
            return;
          } catch (SQLException | IOException e) {
            throw new IllegalStateException("DuckDB does not close", e);
          }
        }
      };
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Ends the query that is running, from another thread. */
  void interrupt() {
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // It is over already.
        running = null;
      }
    }
  }

  /** What a failure of DuckDB means; its text is not told, it names the folder. */
  RuntimeException failure(Exception e) {
    if (cancellation.cancelled()) {
      return new Cancelled();
    }
    if (e instanceof RuntimeException other && !(e instanceof OutOfMemoryException)) {
      return other;
    }
    file.verify(stamp);
    String reason = String.valueOf(e.getMessage());
    if (e instanceof OutOfMemoryException || reason.contains("Out of Memory")) {
      return new PermanentException(
          new Problem(
              "file-too-large",
              file.path(),
              "Reading this file of %s needs more than %d MiB of memory."
                  .formatted(file.connection(), MEMORY_MEBIBYTES),
              "Write it with smaller row groups."));
    }
    if (reason.contains("Conversion Error")) {
      return new PermanentException(
          new Problem(
              "bad-value",
              file.path(),
              "This file of %s has a whole number of more than 38 digits."
                  .formatted(file.connection()),
              "Write the column as text."));
    }
    return new PermanentException(
        new Problem(
            "bad-parquet",
            file.path(),
            "This file of %s is not sound Parquet, or is encrypted.".formatted(file.connection()),
            "Write the file again, or correct the option format."));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not close", e);
    }
  }

  /** A name with a wildcard character is found by looking into its folder. */
  private static String reachable(String path) {
    return literal(path).equals(path)
        ? "allowed_paths=[" + text(path) + "]"
        : "allowed_directories=[" + text(path.substring(0, path.lastIndexOf('/') + 1)) + "]";
  }

  private static String select(List<String> values) {
    return values.stream().collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** A path in which nothing is a wildcard. */
  private static String literal(String path) {
    return path.replaceAll("[\\[*?]", "[$0]");
  }
}
