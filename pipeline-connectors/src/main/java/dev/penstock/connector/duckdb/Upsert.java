package dev.penstock.connector.duckdb;

import dev.penstock.connector.duckdb.Items.Loaded;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How staged rows take the place of those with their keys. In all statements {@code t} is the table
 * and {@code s} the staged rows.
 */
final class Upsert {
  private final Loaded item;
  private final Table now;
  private final Table staged;

  /**
   * Over a table that exists.
   *
   * @param now the table, not yet with the columns that are new
   */
  Upsert(Loaded item, Table now, Table staged) {
    this.item = item;
    this.now = now;
    this.staged = staged;
  }

  /** Gives rows that differ and are not older the staged values. */
  String update() {
    List<String> values =
        staged.names().stream().filter(column -> !Sql.among(column, item.key())).toList();
    if (values.isEmpty()) {
      return "";
    }
    String differs =
        values.stream()
            .map(Sql::quoted)
            .map(column -> "t." + column + " IS DISTINCT FROM s." + column)
            .collect(Collectors.joining(" OR ", "(", ")"));
    return "UPDATE "
        + item.target().quoted()
        + " AS t SET "
        + values.stream()
            .map(Sql::quoted)
            .map(column -> column + " = s." + column)
            .collect(Collectors.joining(", "))
        + " FROM "
        + item.staged()
        + " AS s WHERE "
        + Sql.same(item.key())
        + " AND "
        + differs
        + " AND "
        + wins();
  }

  /** Adds rows whose keys are new. */
  String insert() {
    String columns = Sql.quoted(staged.names());
    return "INSERT INTO "
        + item.target().quoted()
        + " ("
        + columns
        + ") SELECT "
        + columns
        + " FROM "
        + item.staged()
        + " AS s WHERE NOT EXISTS (SELECT 1 FROM "
        + item.target().quoted()
        + " AS t WHERE "
        + Sql.same(item.key())
        + ")"
        + Layouts.order(item.definition(), "s.");
  }

  /** The rows as both statements will leave them. */
  String prospect() {
    String wins = "s._penstock_hit AND " + wins();
    String columns =
        now.columns().stream()
            .map(
                column -> {
                  String name = Sql.quoted(column.name());
                  return staged.column(column.name()).isPresent()
                      ? "CASE WHEN "
                          + wins
                          + " THEN s."
                          + name
                          + " ELSE t."
                          + name
                          + " END AS "
                          + name
                      : "t." + name;
                })
            .collect(Collectors.joining(", "));
    String added =
        staged.columns().stream()
            .filter(column -> now.column(column.name()).isEmpty())
            .map(column -> Sql.quoted(column.name()))
            .map(name -> ", CASE WHEN " + wins + " THEN s." + name + " END AS " + name)
            .collect(Collectors.joining());
    return "SELECT "
        + columns
        + added
        + " FROM "
        + item.target().quoted()
        + " AS t LEFT JOIN (SELECT *, true AS _penstock_hit FROM "
        + item.staged()
        + ") AS s ON "
        + Sql.same(item.key())
        + " UNION ALL BY NAME SELECT * FROM "
        + item.staged()
        + " AS s WHERE NOT EXISTS (SELECT 1 FROM "
        + item.target().quoted()
        + " AS t WHERE "
        + Sql.same(item.key())
        + ")";
  }

  /** Whether a staged row may change the one that is there. */
  private String wins() {
    Optional<String> order = item.definition().merging().order();
    if (order.isEmpty() || now.column(order.get()).isEmpty()) {
      return "true";
    }
    String column = Sql.quoted(order.get());
    return "(t." + column + " IS NULL OR s." + column + " >= t." + column + ")";
  }
}
