package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a split as the server sends them, a few at a time. Used by one thread. */
final class RowStream {
  private final Session session;
  private final List<SqlColumn> columns;
  private final ResultSet rows;

  private RowStream(Session session, List<SqlColumn> columns, ResultSet rows) {
    this.session = session;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Starts the statement; its session is closed by the caller.
   *
   * @param after the position to go on behind, {@code null} for the first row
   */
  static RowStream open(
      Session session, Relation relation, Part part, @Nullable JsonNode after, int fetchSize) {
    String sql = ReadSql.of(relation, part, after == null ? null : after.path("key"));
    try {
      Statement statement = session.statement();
      statement.setFetchSize(fetchSize);
      return new RowStream(session, relation.chosen(), statement.executeQuery(sql));
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  /** Goes to the next row. */
  boolean next() {
    try {
      return rows.next();
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  /** The row's values as the server writes them: texts, or bytes of a binary column. */
  @Nullable Object[] values() {
    @Nullable Object[] values = new Object[columns.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = columns.get(i).binary() ? rows.getBytes(i + 1) : rows.getString(i + 1);
      }
      return values;
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  /** The row's key or address. */
  @Nullable String key() {
    try {
      return rows.getString(columns.size() + 1);
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  /** The bytes of the row's long values. */
  long bytes() {
    try {
      return rows.getLong(columns.size() + 2);
    } catch (SQLException e) {
      throw session.failed(e);
    }
  }

  /** A number that changes where a value does. */
  static long hash(long before, @Nullable Object[] values) {
    long hash = before;
    for (Object value : values) {
      int part =
          value instanceof byte[] bytes
              ? Arrays.hashCode(bytes)
              : value == null ? -1 : value.hashCode();
      hash = (hash ^ part) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
