package dev.penstock.connector.jdbc;

import dev.penstock.connector.database.Server;
import dev.penstock.connector.jdbc.JdbcOptions.Table;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What one kind of server says differently. Stateless. */
sealed interface Dialect permits PostgresDialect, MariaDbDialect {
  Server server();

  /** Whether several connections can share a snapshot. */
  boolean sharesSnapshots();

  /** How long the statement that reads a split may take. */
  Duration readingLimit(Limits limits);

  /** Settings of a session, before its transaction. */
  void prepare(Session session);

  /** Starts the read-only transaction; in the snapshot of another where there is one. */
  void begin(Session session, Optional<Snapshot> snapshot);

  String quoted(String identifier);

  /** A column of a result; the server's word for its type decides. */
  SqlColumn column(ResultSetMetaData meta, int index) throws SQLException;

  /** A value of a column's type from the server's own text of it, as SQL. */
  String literal(SqlColumn column, String text);

  /** The server's own text of an expression of a column's type, as SQL. */
  String asText(String expression);

  /** What to select so that the value arrives whole. */
  String selected(SqlColumn column, String expression);

  /** The beginning of a value that is too long. */
  String cut(SqlColumn column, String expression);

  /** How many bytes a value has; NULL for NULL. */
  String length(SqlColumn column, String expression);

  /** What to order by so that values that differ stand in one certain order. */
  String ordered(SqlColumn column, String expression);

  /** What keeps the planner from evaluating a subquery's expressions again and again. */
  String fence(String order);

  /**
   * Finds a table.
   *
   * @throws dev.penstock.error.PermanentException where it does not exist, with the near miss
   */
  TableFacts table(Session session, Table table);
}
