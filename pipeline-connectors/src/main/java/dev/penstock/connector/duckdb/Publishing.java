package dev.penstock.connector.duckdb;

import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Column;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.PublishResult.TableFacts;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.connector.duckdb.Items.Model;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a run visible in one transaction, under its lock and the one of all publishes. */
final class Publishing {
  private static final int SECONDS = 600;

  private final Transactions transactions;
  private final Locks locks;
  private final String where;

  Publishing(Transactions transactions, Locks locks, String where) {
    this.transactions = transactions;
    this.locks = locks;
    this.where = where;
  }

  PublishResult publish(RunWork work) {
    return alone(work, () -> transactions.run(where, SECONDS, s -> publish(s, work)));
  }

  /** Publishes and takes it back. */
  PublishResult rehearse(RunWork work) {
    return alone(work, () -> transactions.undo(where, SECONDS, s -> publish(s, work)));
  }

  private PublishResult alone(RunWork work, Supplier<PublishResult> publication) {
    return locks.with(work.run(), where, () -> locks.with(Locks.PUBLISH, where, publication));
  }

  private static PublishResult publish(Session session, RunWork work) throws SQLException {
    Fence.pass(session, work.run(), work.epoch());
    Optional<PublishResult> before = Books.publication(session, work.run());
    if (before.isPresent()) {
      return before.get();
    }
    Items items = new Items(work);
    audited(session, work, items);
    Writing writing = new Writing(session);
    List<PublishedTable> tables = new ArrayList<>();
    for (Loaded item : items.loaded()) {
      loaded(session, writing, item).ifPresent(tables::add);
    }
    for (Model model : items.models()) {
      // A view's rows are those that the audit counted.
      tables.add(
          model.isView()
              ? writing.view(model, Models.published(items, model))
              : writing.replace(model, Table.staged(session, model.relation()).orElseThrow()));
    }
    for (Item item : items.all()) {
      Staging.drop(session, item.relation());
    }
    session.update("DELETE FROM _penstock.staging WHERE run_id = ?", work.run());
    PublishResult result = new PublishResult(tables, writing.ddl(), facts(session, tables));
    Books.keep(session, work.run(), result);
    return result;
  }

  private static Optional<PublishedTable> loaded(Session session, Writing writing, Loaded item)
      throws SQLException {
    Optional<Table> staged = Table.staged(session, item.relation());
    Optional<Table> now = Table.find(session, item.target());
    if (now.isPresent() && now.get().view()) {
      throw Prospect.notATable(item);
    }
    if (staged.isEmpty()) {
      return now.map(_ -> Writing.nothing(item));
    }
    if (now.isEmpty() || item.mode() == LoadMode.REPLACE) {
      return Optional.of(writing.replace(item, staged.get()));
    }
    return Optional.of(
        item.mode() == LoadMode.UPSERT
            ? writing.upsert(item, now.get(), staged.get())
            : writing.append(item, now.get(), staged.get()));
  }

  private static List<TableFacts> facts(Session session, List<PublishedTable> tables)
      throws SQLException {
    List<TableFacts> facts = new ArrayList<>();
    for (PublishedTable published : tables) {
      TableName name = TableName.parse(published.table());
      Optional<Table> found = Table.find(session, name);
      if (found.isPresent()) {
        Table table = found.get();
        facts.add(
            new TableFacts(
                published.table(),
                table.view() ? "view" : "table",
                // DuckDB knows how many rows a table has; those of a view were counted.
                table.view()
                    ? published.rows()
                    : session.number("SELECT count(*) FROM " + name.quoted()),
                table.columns().stream().map(c -> new Column(c.name(), c.type())).toList()));
      }
    }
    return facts;
  }

  private static void audited(Session session, RunWork work, Items items) throws SQLException {
    Map<String, Optional<Long>> rows = new HashMap<>();
    for (Books.Entry entry : Books.staged(session, work.run())) {
      rows.put(entry.relation(), entry.rows());
    }
    for (Item item : items.all()) {
      Optional<Long> counted = rows.getOrDefault(item.relation(), Optional.empty());
      if (counted.isEmpty()) {
        throw new PermanentException(
            new Problem(
                "not-audited",
                item.layer() + " " + item.name() + " (table " + item.target() + ")",
                "Run " + work.run() + " has not passed its audit.",
                "Audit it first; a run whose checks fail is not published."));
      }
      if (counted.get() > 0 && !Staging.there(session, item.relation())) {
        throw new PermanentException(
            Problem.of(
                "books",
                "table " + item.target(),
                "The staging table of " + Texts.count(counted.get(), "audited row") + " is gone."));
      }
    }
  }
}
