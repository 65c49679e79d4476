package dev.penstock.connector.audit;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What checks need of a destination, for the audit of one run. Its SQL reads only, with sessions in
 * UTC. Not thread-safe; used by one thread at a time.
 */
public interface AuditDatabase {
  /**
   * What checks read for an output or model: its rows as the publish will leave them.
   *
   * @param where who asks, for the error
   * @return the relation, quoted
   * @throws dev.penstock.error.PermanentException where there is none
   */
  String relation(String name, String where);

  /**
   * An expression that puts the rows of {@link #relation} into the order in which they came; empty
   * where there is none.
   */
  Optional<String> order(String name, String where) throws SQLException;

  /** How many rows of an output or model readers see now; empty where they see no table. */
  OptionalLong rowsBefore(String name) throws SQLException;

  /**
   * Refuses an author's SQL that is not one query. What it accepts is put into brackets and read as
   * a table.
   *
   * @param where for the error
   * @throws dev.penstock.error.PermanentException where it is anything else
   */
  void demandQuery(String sql, String where) throws SQLException;

  /** The labels of the columns of a query, without running it. */
  List<String> columns(String query) throws SQLException;

  /**
   * All rows of a query, each value as text. Question marks and braces in it mean nothing to the
   * driver.
   */
  List<List<@Nullable String>> rows(String query) throws SQLException;

  /** The time at which the data are judged. */
  Instant now();
}
