package dev.penstock.connector.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The tables of a connection under their own names; readers see {@code before} rows of each. */
final class JdbcAuditDatabase implements AuditDatabase {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Connection connection;
  private final String order;
  OptionalLong before = OptionalLong.empty();

  JdbcAuditDatabase(Connection connection, String order) {
    this.connection = connection;
    this.order = order;
  }

  @Override
  public String relation(String name, String where) {
    return CheckSql.quoted(name);
  }

  @Override
  public Optional<String> order(String name, String where) {
    return Optional.of(order);
  }

  @Override
  public OptionalLong rowsBefore(String name) {
    return before;
  }

  @Override
  public void demandQuery(String sql, String where) {}

  @Override
  public List<String> columns(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM (" + query + ") AS q LIMIT 0")) {
      List<String> labels = new ArrayList<>();
      for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
        labels.add(none.getMetaData().getColumnLabel(i));
      }
      return labels;
    }
  }

  @Override
  public List<List<@Nullable String>> rows(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<List<@Nullable String>> all = new ArrayList<>();
      while (rows.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getString(i));
        }
        all.add(row);
      }
      return all;
    }
  }

  @Override
  public Instant now() {
    return NOW;
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Numbers of rows of plain queries, to compare with. */
  long number(String sql) throws SQLException {
    return Long.parseLong(String.valueOf(rows(sql).getFirst().getFirst()));
  }
}
