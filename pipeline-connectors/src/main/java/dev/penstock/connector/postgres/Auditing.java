package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.database.CancelWatch;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Audits a run in one transaction that holds its fence, so that an audit that broke off left
 * nothing, and a repeated one starts from the same rows.
 */
final class Auditing {
  static final int STATEMENT_MINUTES = 30;

  private final Transactions transactions;
  private final String where;
  private final Clock clock;

  Auditing(Transactions transactions, String where, Clock clock) {
    this.transactions = transactions;
    this.where = where;
    this.clock = clock;
  }

  AuditResult audit(RunWork work, Cancellation cancellation) {
    return transactions.run(
        where,
        session -> {
          try (CancelWatch _ = new CancelWatch(cancellation, session.postgres()::cancelQuery)) {
            return audit(session, work, cancellation);
          }
        });
  }

  private AuditResult audit(Session session, RunWork work, Cancellation cancellation)
      throws SQLException {
    try {
      Fence.hold(session, work.run(), work.epoch());
      session.allowMillis(STATEMENT_MINUTES * 60_000);
      return checks(session, work, cancellation);
    } catch (SQLException e) {
      if (cancellation.cancelled()) {
        throw new Cancelled();
      }
      throw e;
    }
  }

  private AuditResult checks(Session session, RunWork work, Cancellation cancellation)
      throws SQLException {
    if (Publications.find(session, work.run()).isPresent()) {
      throw new PermanentException(
          Problem.of(
              "already-published",
              "run " + work.run(),
              "The run was published; there is nothing left to audit."));
    }
    StagedPipeline pipeline = new StagedPipeline(work);
    ModelBuilder models = new ModelBuilder(session, pipeline, work);
    models.dropAll();
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      balance(session, work.run(), item);
    }
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      Finishing.run(session, item);
    }
    List<CheckResult> results = new ArrayList<>();
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      if (staged(session, item)) {
        KeyCheck.add(session, item).ifPresent(results::add);
        session.execute("ANALYZE " + item.staged());
      }
    }
    Prospect prospect = new Prospect(session, pipeline);
    results.addAll(prospect.open());
    models.buildAll(cancellation);
    List<CheckDefinition> checks = work.pipeline().checks();
    Checks audited = new Checks(session, pipeline, work, cancellation, clock);
    for (int i = 0; i < checks.size(); i++) {
      cancellation.check();
      results.add(audited.run(checks.get(i), i));
    }
    note(session, work.run(), pipeline, results.stream().allMatch(CheckResult::passed));
    prospect.close();
    return new AuditResult(results, outputs(session, pipeline));
  }

  private static List<StagedOutput> outputs(Session session, StagedPipeline pipeline)
      throws SQLException {
    List<StagedOutput> outputs = new ArrayList<>();
    for (Loaded item : pipeline.loaded()) {
      boolean there = staged(session, item);
      long left = there ? count(session, item.staged()) : 0;
      long arrived = there && item.finish().changes() ? count(session, item.arrivals()) : left;
      outputs.add(new StagedOutput(item.stream(), item.output(), arrived, left));
    }
    return outputs;
  }

  private static long count(Session session, String relation) throws SQLException {
    return session.number("SELECT count(*) FROM " + relation);
  }

  private static boolean staged(Session session, Item item) throws SQLException {
    return Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation()).isPresent();
  }

  /** The rows of a run that passed are noted; publish refuses where they are not. */
  private static void note(Session session, String run, StagedPipeline pipeline, boolean passed)
      throws SQLException {
    for (Item item : pipeline.items()) {
      session.update(
          "UPDATE _penstock.staging SET rows = "
              + (passed ? rows(session, item) : "NULL")
              + " WHERE run_id = ? AND relation = ?",
          run,
          item.relation());
    }
  }

  private static String rows(Session session, Item item) throws SQLException {
    return staged(session, item) ? "(SELECT count(*) FROM " + item.staged() + ")" : "0";
  }

  private static void balance(Session session, String run, Loaded item) throws SQLException {
    record Books(long splits, long open, long loaded) {}
    Books books =
        session
            .first(
                """
                SELECT count(*), count(*) FILTER (WHERE NOT done), coalesce(sum(loaded), 0)
                FROM _penstock.load WHERE run_id = ? AND stream = ? AND output = ?
                """,
                row -> new Books(row.getLong(1), row.getLong(2), row.getLong(3)),
                run,
                item.stream(),
                item.output())
            .orElseThrow();
    if (books.splits() == 0 && item.mode().keeps()) {
      // The source had nothing new; there are no rows to add.
      Staging.register(session, run, item.stream(), item.output(), item.relation(), item.target());
      return;
    }
    if (books.splits() == 0) {
      throw wrong(item, "nothing was loaded, not even the end of a split");
    }
    if (books.open() > 0) {
      throw wrong(
          item,
          "%d of %d splits are not loaded to their end".formatted(books.open(), books.splits()));
    }
    if (!staged(session, item)) {
      throw wrong(item, "its staging table is gone");
    }
    long staged = count(session, item.arrivals());
    if (staged != books.loaded()) {
      throw wrong(
          item,
          "the ledger counts %,d loaded rows and staging holds %,d"
              .formatted(books.loaded(), staged));
    }
  }

  private static PermanentException wrong(Loaded item, String what) {
    return new PermanentException(
        new Problem(
            "books",
            "streams." + item.stream() + "." + item.path(),
            "The books do not balance: " + what + ".",
            "Nothing was published; start the run again and report this."));
  }
}
