package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.duckdb.Items.Loaded;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks whether declared keys hold, by queries that may use the disk. */
final class KeyChecks {
  private static final int NAMED = 3;

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
        new CheckResult(
            item.name() + ": key is unique (" + String.join(", ", item.key()) + ")",
            item.name(),
            false,
            message(nulls, extra),
            nulls + extra,
            session.query(sample + " LIMIT 5", Texts::row)));
  }

  private static String message(long nulls, long extra) {
    String duplicates = Texts.count(extra, "row") + " repeat the key of another row";
    String missing = Texts.count(nulls, "row") + " have no value in a key column";
    if (nulls == 0) {
      return duplicates;
    }
    return extra == 0 ? missing : duplicates + "; " + missing;
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
    return Optional.of(
        new CheckResult(
            item.name() + ": key is new to the table (" + String.join(", ", item.key()) + ")",
            item.name(),
            false,
            Texts.count(failing, "row")
                + (failing == 1 ? " has a key" : " have keys")
                + " that the table already has: "
                + sample.stream()
                    .limit(NAMED)
                    .map(KeyChecks::text)
                    .collect(Collectors.joining("; "))
                + (failing > NAMED ? "; …" : ""),
            failing,
            sample));
  }

  private static String text(Map<String, String> key) {
    return key.entrySet().stream()
        .map(e -> e.getKey() + " = " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
