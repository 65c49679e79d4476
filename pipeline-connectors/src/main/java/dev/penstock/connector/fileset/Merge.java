package dev.penstock.connector.fileset;

import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.connector.fileset.Manifest.Column;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * SQL that merges the rows of a run into those of a table by their key. A row that comes does not
 * change one that is newer by the order column or that has the same values; columns that the run
 * lacks keep what they have.
 */
final class Merge {
  private static final String ADDED = "\"_penstock_added\"";

  private final Loaded item;
  private final List<Column> columns;
  private final List<Column> old;
  private final List<Column> brought;

  Merge(Loaded item, List<Column> columns, List<Column> old, List<Column> brought) {
    this.item = item;
    this.columns = columns;
    this.old = old;
    this.brought = brought;
  }

  /** The rows that change something, whole. */
  String coming() {
    String values =
        columns.stream()
            .map(
                column ->
                    "CAST("
                        + (has(brought, column) ? "s." : "o.")
                        + Workbench.quoted(column.name())
                        + " AS "
                        + column.type()
                        + ") AS "
                        + Workbench.quoted(column.name()))
            .collect(Collectors.joining(", "));
    String there = "o.\"_penstock_there\"";
    return "SELECT "
        + values
        + ", "
        + there
        + " IS NULL AS "
        + ADDED
        + " FROM "
        + item.work("out")
        + " AS s LEFT JOIN (SELECT *, true AS \"_penstock_there\" FROM "
        + item.work("old")
        + ") AS o ON "
        + sameKey("s", "o")
        + " WHERE "
        + there
        + " IS NULL OR ("
        + notOlder()
        + " AND "
        + differ()
        + ")";
  }

  /** Counts rows that are added, or that change one. */
  String count(boolean added) {
    return "SELECT count(*) FROM " + item.work("new") + " WHERE " + (added ? "" : "NOT ") + ADDED;
  }

  /** The table afterwards, in the order of its key. */
  String all() {
    return "SELECT * FROM ("
        + Prospect.selected(columns, old, item.work("old") + " AS o")
        + " WHERE NOT EXISTS (SELECT 1 FROM "
        + item.work("new")
        + " AS s WHERE "
        + sameKey("s", "o")
        + ") UNION ALL SELECT "
        + Workbench.quoted(columns.stream().map(Column::name).toList())
        + " FROM "
        + item.work("new")
        + ") ORDER BY "
        + Workbench.quoted(item.key());
  }

  private String sameKey(String one, String other) {
    return item.key().stream()
        .map(Workbench::quoted)
        .map(column -> one + "." + column + " = " + other + "." + column)
        .collect(Collectors.joining(" AND "));
  }

  /** NULL is the oldest. A table that lacks the column has only oldest rows. */
  private String notOlder() {
    Optional<String> order =
        item.definition()
            .merging()
            .order()
            .filter(name -> old.stream().anyMatch(c -> c.name().equalsIgnoreCase(name)));
    return order
        .map(Workbench::quoted)
        .map(column -> "coalesce(s." + column + " >= o." + column + ", o." + column + " IS NULL)")
        .orElse("true");
  }

  private String differ() {
    String values =
        brought.stream()
            .filter(column -> item.key().stream().noneMatch(column.name()::equalsIgnoreCase))
            .map(column -> Workbench.quoted(column.name()))
            .map(
                name ->
                    old.stream().anyMatch(c -> Workbench.quoted(c.name()).equalsIgnoreCase(name))
                        ? "s." + name + " IS DISTINCT FROM o." + name
                        : "s." + name + " IS NOT NULL")
            .collect(Collectors.joining(" OR "));
    return values.isEmpty() ? "false" : "(" + values + ")";
  }

  /** The brought columns have the casing of the run, those of the table its own. */
  private static boolean has(List<Column> columns, Column column) {
    return columns.stream().anyMatch(c -> c.name().equalsIgnoreCase(column.name()));
  }
}
