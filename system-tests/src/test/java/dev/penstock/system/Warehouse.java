package dev.penstock.system;

import dev.penstock.local.Database;
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
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The warehouse as a reader with plain SQL sees it. Each call has its own connection. */
public final class Warehouse {
  /** The schema that holds what runs have staged. */
  public static final String STAGING = "_penstock_staging";

  private final String url;
  private final String user;
  private final String password;

  public Warehouse(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** A database of the stack. */
  public static Warehouse of(Database database) {
    return new Warehouse(database.url(), database.user(), database.password());
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  public void execute(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** All rows, every value as text, {@code NULL} for null. */
  public List<List<String>> rows(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          String value = result.getString(i);
          row.add(value == null ? "NULL" : value);
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** The first value of the first row, as text. */
  public String value(String sql) {
    return rows(sql).getFirst().getFirst();
  }

  public long number(String sql) {
    return Long.parseLong(value(sql));
  }

  public long count(String table) {
    return number("SELECT count(*) FROM " + table);
  }

  public boolean exists(String table) {
    return !value("SELECT to_regclass('" + table + "')").equals("NULL");
  }

  /** Staged tables of no run that may still need them: one that failed keeps its own for a day. */
  public List<String> staged() {
    return rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = '"
                + STAGING
                + "' AND NOT EXISTS (SELECT FROM _penstock.staging s JOIN _penstock.run r USING (run_id)"
                + " WHERE NOT r.closed AND starts_with(tablename, s.relation)) ORDER BY 1")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  /** Fills a table from a CSV file with a header, by COPY. */
  public long copy(String table, Path csv) {
    try (Connection connection = connect();
        InputStream bytes = new BufferedInputStream(Files.newInputStream(csv))) {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER true)", bytes);
    } catch (SQLException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Rows that one of two queries has and the other has not, counted with their number, a few of
   * each side; empty where both have the same rows.
   */
  public List<List<String>> difference(String expected, String actual) {
    return rows(
        "(SELECT 'missing', x::text FROM ((%s) EXCEPT ALL (%s)) x LIMIT 5) UNION ALL (SELECT 'extra', x::text FROM ((%s) EXCEPT ALL (%s)) x LIMIT 5)"
            .formatted(expected, actual, actual, expected));
  }
}
