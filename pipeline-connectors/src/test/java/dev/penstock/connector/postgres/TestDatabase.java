package dev.penstock.connector.postgres;

import dev.penstock.connector.Destination;
import dev.penstock.local.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An empty database with an owner who is no superuser, asked in plain SQL. */
public final class TestDatabase {
  private final LocalPostgres server;
  private final String name;
  private final String password;

  TestDatabase(LocalPostgres server, String name, String password) {
    this.server = server;
    this.name = name;
    this.password = password;
  }

  public LocalPostgres server() {
    return server;
  }

  String role() {
    return name;
  }

  public dev.penstock.connector.Connection connection() {
    return new dev.penstock.connector.Connection(
        "warehouse",
        PostgresConnector.TYPE,
        Map.of("url", server.url(name), "username", name, "password", password));
  }

  Destination open() {
    return new PostgresConnector(Clock.systemUTC()).open(connection());
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(name), name, password);
  }

  Connection connectAsSuperuser() throws SQLException {
    return DriverManager.getConnection(server.url(name), server.user(), server.password());
  }

  public void run(String sql) {
    try (Connection connection = connect()) {
      run(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public void runAsSuperuser(String sql) {
    try (Connection connection = connectAsSuperuser()) {
      run(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // A checkpoint waits for the disk, which others may keep busy.
      statement.setQueryTimeout((int) Duration.ofMinutes(5).toSeconds());
      statement.execute(sql);
    }
  }

  /** Rows as psql prints them unaligned: values joined by a bar, NULL as {@code ∅}. */
  public List<String> rows(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          String value = rows.getString(i);
          values.add(value == null ? "∅" : value);
        }
        result.add(String.join("|", values));
      }
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  String value(String sql) {
    return rows(sql).getFirst();
  }

  List<String> staging() {
    return rows(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('_penstock_staging')"
            + " AND relkind IN ('r', 'v') ORDER BY 1");
  }
}
