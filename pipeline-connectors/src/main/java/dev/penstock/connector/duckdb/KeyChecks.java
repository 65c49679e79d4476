package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.audit.KeyResults;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.duckdb.Items.Loaded;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether declared keys hold, by queries that may use the disk. */
final class KeyChecks {
  private KeyChecks() {}

  /** What is wrong with the staged rows' own keys; empty for nothing, or no key. */
  static Optional<CheckResult> unique(Session session, Loaded item) throws SQLException {
    if (item.key().isEmpty()) {
      return Optional.empty();
    }
    String columns = Sql.quoted(item.key());
    String missing = Sql.anyNull(item.key());
    long nulls = session.number("SELECT count(*) FROM " + item.staged() + " WHERE " + missing);
    String groups =
        "SELECT "
            + columns
            + ", count(*) AS rows FROM "
            + item.staged()
            + " WHERE NOT "
            + missing
            + " GROUP BY "
            + columns
            + " HAVING count(*) > 1";
    long extra = session.number("SELECT coalesce(sum(rows - 1), 0) FROM (" + groups + ")");
    if (nulls + extra == 0) {
      return Optional.empty();
    }
    String sample =
        extra > 0
            ? groups + " ORDER BY " + columns
            : "SELECT * FROM " + item.staged() + " WHERE " + missing;
    return Optional.of(
        KeyResults.notUnique(
            item.name(),
            item.key(),
            nulls,
            extra,
            session.query(sample + " LIMIT " + KeyResults.SAMPLE, Texts::row)));
  }

  /** Which staged rows have a key that the table has already; empty for none. */
  static Optional<CheckResult> unused(Session session, Loaded item, Table now) throws SQLException {
    boolean comparable =
        !item.key().isEmpty() && item.key().stream().allMatch(c -> now.column(c).isPresent());
    if (!comparable) {
      return Optional.empty();
    }
    String rows =
        item.staged()
            + " AS s WHERE EXISTS (SELECT 1 FROM "
            + item.target().quoted()
            + " AS t WHERE "
            + Sql.same(item.key())
            + ")";
    long failing = session.number("SELECT count(*) FROM " + rows);
    if (failing == 0) {
      return Optional.empty();
    }
    String columns = Sql.quoted(item.key());
    List<Map<String, String>> sample =
        session.query(
            "SELECT " + columns + " FROM " + rows + " ORDER BY " + columns + " LIMIT 5",
            Texts::row);
    return Optional.of(KeyResults.notNew(item.name(), item.key(), failing, sample));
  }
}
