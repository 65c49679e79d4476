package dev.penstock.bench;

import dev.penstock.local.LocalPostgres;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * The yardstick: one COPY of the clean rows, as CSV text, into a table with the same columns and
 * the same primary key. It reads a file that somebody else has cleaned; it rejects, counts and
 * recovers nothing.
 */
final class RawCopy implements AutoCloseable {
  private static final String TABLE = "public.copied_orders";
  private static final int BUFFER = 1 << 16;

  private final Connection connection;

  /** As the server's administrator, who alone may ask for a checkpoint. */
  RawCopy(String url, LocalPostgres server) throws SQLException {
    connection = DriverManager.getConnection(url, server.user(), server.password());
  }

  /** An empty twin of the table that the run has filled, ready for {@link #copy}. */
  void prepare() throws SQLException {
    execute("DROP TABLE IF EXISTS " + TABLE);
    execute("CREATE TABLE " + TABLE + " (LIKE " + OrdersRun.TABLE + " INCLUDING ALL)");
    settle();
  }

  /** Writes dirty pages out, so that one measurement does not pay for the one before it. */
  void settle() throws SQLException {
    execute("CHECKPOINT");
  }

  Duration copy(Path clean) throws SQLException {
    String columns = OrderFile.CLEAN_COLUMNS;
    long start = System.nanoTime();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(clean), BUFFER)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY " + TABLE + " (" + columns + ") FROM STDIN (FORMAT csv, HEADER true)",
              file,
              BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Rows of the table that the run has filled. */
  long rowsOfTheRun() throws SQLException {
    return Long.parseLong(value("SELECT count(*) FROM " + OrdersRun.TABLE));
  }

  /** Whether the run's table and the copied one hold the same rows. */
  boolean sameRows() throws SQLException {
    return digest(OrdersRun.TABLE).equals(digest(TABLE));
  }

  String version() throws SQLException {
    return value("SHOW server_version");
  }

  private String digest(String table) throws SQLException {
    return value(
        "SELECT count(*) || ' ' || sum(hashtextextended(row("
            + OrderFile.CLEAN_COLUMNS
            + ")::text, 0)::numeric) FROM "
            + table);
  }

  private String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return String.valueOf(result.getString(1));
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
