package dev.penstock.bench;

import dev.penstock.bench.ModeMeasured.Cost;
import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
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
 * What somebody would write who knows PostgreSQL well and has a file of clean rows whose keys do
 * not repeat: one COPY and, where rows meet others, one or two statements that merge, in one
 * transaction. It rejects, counts, checks and recovers nothing.
 */
final class HandWritten implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final String COLUMNS = OrderFile.CLEAN_COLUMNS;
  private static final String TYPES =
      "(order_id bigint, customer_id bigint, email text, status text, amount numeric(12,2),"
          + " currency text, created_at timestamp, updated_at timestamp, country text, note text,"
          + " domain text)";

  private final LocalStack stack;
  private final Connection connection;

  /** As the server's administrator, who alone may ask for a checkpoint. */
  HandWritten(LocalStack stack) throws SQLException {
    this.stack = stack;
    connection =
        DriverManager.getConnection(
            stack.warehouseUrl(), stack.postgres().user(), stack.postgres().password());
  }

  /** Writes dirty pages out, so that one measurement does not pay for the one before it. */
  void settle() throws SQLException {
    execute("CHECKPOINT");
  }

  /** Makes the empty table. */
  void prepare(Mode mode) throws SQLException {
    execute("DROP TABLE IF EXISTS " + mode.twin());
    execute("CREATE TABLE " + mode.twin() + " " + TYPES);
    if (mode.keyed()) {
      execute("ALTER TABLE " + mode.twin() + " ADD PRIMARY KEY (order_id)");
    }
    if (mode == Mode.HISTORY) {
      execute(
          "ALTER TABLE "
              + mode.twin()
              + " ADD valid_from timestamptz, ADD valid_to timestamptz, ADD current boolean,"
              + " ADD PRIMARY KEY (order_id, valid_from)");
      execute("CREATE UNIQUE INDEX ON " + mode.twin() + " (order_id) WHERE current");
    }
  }

  /** Brings the file's rows into the table. */
  Cost load(Mode mode, Path clean, long rows) throws SQLException {
    settle();
    Duration cpu = cpu();
    long start = System.nanoTime();
    connection.setAutoCommit(false);
    switch (mode) {
      case REPLACE -> {
        execute("CREATE TABLE public.next (LIKE " + mode.twin() + ")");
        copy("public.next", clean);
        execute("ALTER TABLE public.next ADD PRIMARY KEY (order_id)");
        execute("DROP TABLE " + mode.twin());
        execute("ALTER TABLE public.next RENAME TO orders_replace");
      }
      case APPEND -> copy(mode.twin(), clean);
      case UPSERT, CONTINUOUS -> {
        stage(clean);
        execute(
            "INSERT INTO "
                + mode.twin()
                + " SELECT * FROM stage ON CONFLICT (order_id) DO UPDATE SET "
                + assignments());
      }
      case HISTORY -> {
        stage(clean);
        execute(
            "UPDATE "
                + mode.twin()
                + " t SET valid_to = now(), current = false FROM stage s WHERE t.current AND"
                + " t.order_id = s.order_id AND ("
                + columns("t")
                + ") IS DISTINCT FROM ("
                + columns("s")
                + ")");
        execute(
            "INSERT INTO "
                + mode.twin()
                + " SELECT s.*, now(), NULL, true FROM stage s WHERE NOT EXISTS (SELECT FROM "
                + mode.twin()
                + " t WHERE t.current AND t.order_id = s.order_id)");
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
    return new Cost(rows, Duration.ofNanos(System.nanoTime() - start), cpu().minus(cpu));
  }

  /** Whether the run's table and the one written by hand hold the same rows. */
  boolean sameRows(Mode mode) throws SQLException {
    String only = mode == Mode.HISTORY ? " WHERE current" : "";
    return digest(mode.table() + only).equals(digest(mode.twin() + only))
        && value("SELECT count(*) FROM " + mode.table())
            .equals(value("SELECT count(*) FROM " + mode.twin()));
  }

  private void stage(Path clean) throws SQLException {
    execute("CREATE TEMP TABLE stage " + TYPES + " ON COMMIT DROP");
    copy("stage", clean);
    execute("ANALYZE stage");
  }

  private void copy(String table, Path clean) throws SQLException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(clean), BUFFER)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY " + table + " (" + COLUMNS + ") FROM STDIN (FORMAT csv, HEADER true)",
              file,
              BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String assignments() {
    return COLUMNS.replaceAll("(\\w+)", "$1 = excluded.$1");
  }

  private static String columns(String table) {
    return COLUMNS.replaceAll("(\\w+)", table + ".$1");
  }

  private Duration cpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return stack.cpu(Component.POSTGRES).plus(Duration.ofNanos(system.getProcessCpuTime()));
  }

  private String digest(String table) throws SQLException {
    return value(
        "SELECT count(*) || ' ' || sum(hashtextextended(row("
            + COLUMNS
            + ")::text, 0)::numeric)"
            + " FROM "
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
