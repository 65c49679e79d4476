package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a run visible in one transaction, under its fence. */
final class Publishing {
  private static final int STATEMENT_MINUTES = 10;
  private static final Changes NOTHING = new Changes(0, 0, 0);

  private final Transactions transactions;
  private final String where;

  Publishing(Transactions transactions, String where) {
    this.transactions = transactions;
    this.where = where;
  }

  PublishResult publish(RunWork work) {
    return transactions.run(where, session -> publish(session, work));
  }

  /** Publishes and takes it back. */
  PublishResult rehearse(RunWork work) {
    return transactions.run(
        where,
        session -> {
          Savepoint before = session.savepoint();
          PublishResult result = publish(session, work);
          session.rollbackTo(before);
          return result;
        });
  }

  private static PublishResult publish(Session session, RunWork work) throws SQLException {
    Fence.hold(session, work.run(), work.epoch());
    Optional<PublishResult> before = Publications.find(session, work.run());
    if (before.isPresent()) {
      return before.get();
    }
    session.allowMillis(STATEMENT_MINUTES * 60_000);
    StagedPipeline pipeline = new StagedPipeline(work);
    List<PublishedTable> audited = audited(session, work, pipeline);
    ModelMerge.recall(session, pipeline, Staging.of(session, work.run()));
    Ddl ddl = new Ddl(session);
    createSchemas(session, ddl, pipeline);
    History.create(session, ddl, pipeline);
    List<PublishedTable> tables =
        tables(session, work, pipeline, audited, new Swap(session, ddl, pipeline).run());
    Finishing.drop(session, pipeline);
    RawColumns.publish(session, work.run(), pipeline);
    Origins.publish(session, work, pipeline);
    session.update("DELETE FROM _penstock.staging WHERE run_id = ?", work.run());
    PublishResult result =
        new PublishResult(
            tables, ddl.statements(), Appearance.of(session, pipeline, tables, ddl.statements()));
    Publications.keep(session, work.run(), result);
    return result;
  }

  /** The tables with what really became of their rows. */
  private static List<PublishedTable> tables(
      Session session,
      RunWork work,
      StagedPipeline pipeline,
      List<PublishedTable> audited,
      Map<TableName, Changes> changes)
      throws SQLException {
    Map<String, Item> items =
        pipeline.items().stream().collect(Collectors.toMap(i -> i.target().toString(), i -> i));
    List<PublishedTable> tables = new ArrayList<>();
    for (PublishedTable table : audited) {
      Item item = Objects.requireNonNull(items.get(table.table()));
      Changes changed = changes.getOrDefault(item.target(), NOTHING);
      long rows = table.rows();
      if (item instanceof Loaded loaded && loaded.mode().keeps()) {
        if (loaded.mode() == LoadMode.CONTINUOUS && !changes.containsKey(item.target())) {
          changed = Ledger.changes(session, work.run(), loaded.stream(), loaded.output());
        }
        rows = changed.inserted() + changed.updated();
      }
      tables.add(new PublishedTable(table.layer(), table.name(), table.table(), rows, changed));
    }
    return tables;
  }

  /** The tables with the rows that passed the audit. */
  private static List<PublishedTable> audited(
      Session session, RunWork work, StagedPipeline pipeline) throws SQLException {
    Map<String, Staging.Entry> staged =
        Staging.of(session, work.run()).stream()
            .collect(Collectors.toMap(Staging.Entry::relation, Function.identity()));
    List<PublishedTable> tables = new ArrayList<>();
    for (Item item : pipeline.items()) {
      Staging.Entry entry = staged.get(item.relation());
      if (entry == null || entry.rows().isEmpty()) {
        if (Fence.auditing(session, work.run())) {
          // The order to audit came twice, and the second audit took back what the first found.
          throw new TransientException(
              Problem.of(
                  "conflict",
                  "run " + work.run(),
                  "An audit of the run was begun and is not over."),
              null);
        }
        throw new PermanentException(
            new Problem(
                "not-audited",
                item.layer() + " " + item.name() + " (table " + item.target() + ")",
                "Run " + work.run() + " has not passed its audit.",
                "Audit it first; a run whose checks fail is not published."));
      }
      long rows = entry.rows().get();
      boolean idle = idle(session, item);
      if (idle && rows > 0) {
        throw new PermanentException(
            Problem.of(
                "books",
                "table " + item.target(),
                "The staging table of " + Texts.count(rows, "audited row") + " is gone."));
      }
      if (!idle || Catalog.find(session, item.target()).isPresent()) {
        tables.add(new PublishedTable(item.layer(), item.name(), item.target().toString(), rows));
      }
    }
    return tables;
  }

  /** Whether the run has nothing to add to the table, which then need not exist. */
  private static boolean idle(Session session, Item item) throws SQLException {
    return item instanceof Loaded loaded
        && loaded.mode().keeps()
        && Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation()).isEmpty();
  }

  private static void createSchemas(Session session, Ddl ddl, StagedPipeline pipeline)
      throws SQLException {
    List<String> missing = new ArrayList<>();
    Set<String> schemas = new TreeSet<>();
    for (Item item : pipeline.items()) {
      if (!idle(session, item)) {
        schemas.add(item.target().schema());
      }
    }
    for (String schema : schemas) {
      if (session.number("SELECT count(*) FROM pg_namespace WHERE nspname = ?", schema) == 0) {
        missing.add(schema);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    // Two runs that publish into the same new schema at once must not both create it.
    session.query(
        "SELECT pg_advisory_xact_lock(?, ?)",
        _ -> true,
        Bookkeeping.LOCK_CLASS,
        Bookkeeping.LOCK_CREATE);
    for (String schema : missing) {
      ddl.run("CREATE SCHEMA IF NOT EXISTS " + Session.quoted(schema));
    }
  }
}
