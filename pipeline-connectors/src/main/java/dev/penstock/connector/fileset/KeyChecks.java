package dev.penstock.connector.fileset;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.audit.KeyResults;
import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.definition.Finish;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the keys of rows hold. Files have no constraints, so the audit is their only judge. */
final class KeyChecks {
  private final Workbench bench;

  KeyChecks(Workbench bench) {
    this.bench = bench;
  }

  /** Empty where no key is missing or repeated in a table, or none is wanted. */
  Optional<CheckResult> unique(Loaded item, String table) throws SQLException {
    if (item.key().isEmpty()) {
      return Optional.empty();
    }
    String columns = Workbench.quoted(item.key());
    String isNull =
        item.key().stream()
            .map(column -> Workbench.quoted(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    String groups =
        "SELECT "
            + columns
            + ", count(*) AS rows FROM "
            + table
            + " WHERE NOT ("
            + isNull
            + ") GROUP BY "
            + columns
            + " HAVING count(*) > 1";
    long nulls = bench.number("SELECT count(*) FROM " + table + " WHERE " + isNull);
    long extra =
        bench.number(
            "SELECT CAST(coalesce(sum(rows - 1), 0) AS BIGINT) FROM (" + groups + ") AS g");
    if (nulls + extra == 0) {
      return Optional.empty();
    }
    List<Map<String, String>> sample =
        extra > 0
            ? bench.texts(groups + " ORDER BY " + columns + " LIMIT " + KeyResults.SAMPLE)
            : bench.texts(
                "SELECT "
                    + visible(table)
                    + " FROM "
                    + table
                    + " WHERE "
                    + isNull
                    + " LIMIT "
                    + KeyResults.SAMPLE);
    return Optional.of(KeyResults.notUnique(item.output(), item.key(), nulls, extra, sample));
  }

  private String visible(String table) throws SQLException {
    return Workbench.quoted(
        bench.columns(table).stream()
            .map(Manifest.Column::name)
            .filter(name -> !Finish.hidden(name))
            .toList());
  }

  /** Empty where no row of the one table has a key that the other has. */
  Optional<CheckResult> fresh(Loaded item, String table, String old) throws SQLException {
    if (item.key().isEmpty()) {
      return Optional.empty();
    }
    String rows =
        table
            + " AS s WHERE EXISTS (SELECT 1 FROM "
            + old
            + " AS t WHERE "
            + item.key().stream()
                .map(Workbench::quoted)
                .map(column -> "t." + column + " = s." + column)
                .collect(Collectors.joining(" AND "))
            + ")";
    long failing = bench.number("SELECT count(*) FROM " + rows);
    if (failing == 0) {
      return Optional.empty();
    }
    String columns = Workbench.quoted(item.key());
    List<Map<String, String>> sample =
        bench.texts(
            "SELECT "
                + columns
                + " FROM "
                + rows
                + " ORDER BY "
                + columns
                + " LIMIT "
                + KeyResults.SAMPLE);
    return Optional.of(KeyResults.notNew(item.output(), item.key(), failing, sample));
  }
}
