package dev.penstock.connector.fileset;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Outputs as they will be after the publish: views for models and checks, under the names that
 * readers know, and what has to be written for it.
 */
final class Prospect {
  private final Workbench bench;
  private final Importing importing;
  private final Manifest before;
  private final boolean asked;
  private final List<CheckResult> conflicts = new ArrayList<>();
  private final List<TablePlan> plans = new ArrayList<>();

  /**
   * Starts one.
   *
   * @param asked whether models or checks will look at the tables
   */
  Prospect(Workbench bench, Importing importing, Manifest before, boolean asked) {
    this.bench = bench;
    this.importing = importing;
    this.before = before;
    this.asked = asked;
  }

  /** What speaks against the rows. */
  List<CheckResult> conflicts() {
    return conflicts;
  }

  List<TablePlan> plans() {
    return plans;
  }

  /** An output that the run brought no rows for. */
  void idle(Loaded item) throws SQLException {
    Optional<Table> table = before.table(item.target().toString());
    if (table.isEmpty()) {
      return;
    }
    if (asked) {
      importing.published(item, table.get());
      view(item.target(), "SELECT * FROM " + item.work("old"));
    }
    plans.add(
        new TablePlan(
            item,
            table,
            item.definition().layout(),
            new Evolution(table.get().columns(), List.of(), false),
            Optional.empty(),
            true,
            0,
            new Changes(0, 0, 0)));
  }

  /**
   * Something that the run only reads, as it is published.
   *
   * @return whether it is there
   */
  boolean standing(Item item) throws SQLException {
    Optional<Table> table = before.table(item.target().toString());
    if (table.isPresent()) {
      importing.published(item, table.get());
      view(item.target(), "SELECT * FROM " + item.work("old"));
    }
    return table.isPresent();
  }

  /** An output with rows in its table {@code out}. */
  void staged(Loaded item) throws SQLException {
    Optional<Table> table = before.table(item.target().toString());
    List<Column> brought =
        bench.columns(item.work("out")).stream()
            .filter(column -> !Finish.hidden(column.name()))
            .toList();
    boolean keeps = item.mode().keeps() && table.isPresent();
    Evolution evolution =
        Evolution.of(
            table, brought, keeps, item.definition().contract(), item.target(), item.where());
    new KeyChecks(bench).unique(item, item.work("out")).ifPresent(conflicts::add);
    String rows = selected(evolution.columns(), brought, item.work("out"));
    if (!keeps) {
      long count = bench.number("SELECT count(*) FROM " + item.work("out"));
      long gone = table.map(Table::rows).orElse(0L);
      view(item.target(), rows);
      plan(item, table, evolution, Optional.of(rows), false, count, new Changes(count, 0, gone));
    } else if (item.mode() == LoadMode.UPSERT) {
      merge(item, table.get(), evolution, brought);
    } else {
      add(item, table.get(), evolution, rows);
    }
  }

  private void add(Loaded item, Table table, Evolution evolution, String rows) throws SQLException {
    boolean rewrite = evolution.widened() || !TablePlan.laidOut(table, item.definition().layout());
    String all = rows;
    if (rewrite || asked || !item.key().isEmpty()) {
      importing.published(item, table);
      new KeyChecks(bench)
          .fresh(item, item.work("out"), item.work("old"))
          .ifPresent(conflicts::add);
      all = selected(evolution.columns(), table.columns(), item.work("old")) + " UNION ALL " + rows;
      view(item.target(), all);
    }
    long count = bench.number("SELECT count(*) FROM " + item.work("out"));
    Optional<String> written =
        rewrite ? Optional.of(all) : count > 0 ? Optional.of(rows) : Optional.empty();
    plan(item, Optional.of(table), evolution, written, !rewrite, count, new Changes(count, 0, 0));
  }

  private void merge(Loaded item, Table table, Evolution evolution, List<Column> brought)
      throws SQLException {
    importing.published(item, table);
    new KeyChecks(bench).unique(item, item.work("old")).ifPresent(conflicts::add);
    Merge merge = new Merge(item, evolution.columns(), table.columns(), brought);
    bench.execute("CREATE TABLE " + item.work("new") + " AS " + merge.coming());
    long inserted = bench.number(merge.count(true));
    long updated = bench.number(merge.count(false));
    String all = merge.all();
    boolean same =
        inserted + updated == 0
            && evolution.ddl().isEmpty()
            && TablePlan.laidOut(table, item.definition().layout());
    view(item.target(), all);
    plan(
        item,
        Optional.of(table),
        evolution,
        same ? Optional.empty() : Optional.of(all),
        same,
        inserted + updated,
        new Changes(inserted, updated, 0));
  }

  private void plan(
      Loaded item,
      Optional<Table> table,
      Evolution evolution,
      Optional<String> written,
      boolean kept,
      long rows,
      Changes changes) {
    plans.add(
        new TablePlan(
            item, table, item.definition().layout(), evolution, written, kept, rows, changes));
  }

  private void view(TableName name, String query) throws SQLException {
    bench.execute("CREATE SCHEMA IF NOT EXISTS " + Workbench.quoted(name.schema()));
    bench.execute("CREATE VIEW " + name.quoted() + " AS " + query);
  }

  /** All columns of a table from a relation that may lack some. */
  static String selected(List<Column> columns, List<Column> there, String from) {
    Set<String> names =
        there.stream()
            .map(column -> column.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return "SELECT "
        + columns.stream()
            .map(
                column ->
                    "CAST("
                        + (names.contains(column.name().toLowerCase(Locale.ROOT))
                            ? Workbench.quoted(column.name())
                            : "NULL")
                        + " AS "
                        + column.type()
                        + ") AS "
                        + Workbench.quoted(column.name()))
            .collect(Collectors.joining(", "))
        + " FROM "
        + from;
  }
}
