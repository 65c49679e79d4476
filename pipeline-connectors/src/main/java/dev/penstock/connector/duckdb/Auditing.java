package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.BuiltModel;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Destination;
import dev.penstock.connector.RunScope;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.database.CancelWatch;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Audits a run in one transaction under its lock, so that an audit that broke off left nothing, and
 * a repeated one starts from the same rows.
 */
final class Auditing {
  static final int MINUTES = 30;

  private final Transactions transactions;
  private final Locks locks;
  private final String where;
  private final Clock clock;

  Auditing(Transactions transactions, Locks locks, String where, Clock clock) {
    this.clock = clock;
    this.transactions = transactions;
    this.locks = locks;
    this.where = where;
  }

  AuditResult audit(RunWork work, Cancellation cancellation) {
    return locks.with(
        work.run(),
        where,
        () -> transactions.run(where, MINUTES * 60, s -> audit(s, work, cancellation)));
  }

  private AuditResult audit(Session session, RunWork work, Cancellation cancellation)
      throws SQLException {
    try (CancelWatch _ = new CancelWatch(cancellation, session::cancel)) {
      Fence.pass(session, work.run(), work.epoch());
      if (Books.publication(session, work.run()).isPresent()) {
        throw new PermanentException(
            Problem.of(
                Destination.PUBLISHED,
                "run " + work.run(),
                "The run was published; there is nothing left to audit."));
      }
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
    Items items = new Items(work);
    for (Items.Model model : items.models()) {
      Staging.drop(session, model.relation());
    }
    for (Loaded item : items.loaded()) {
      Modes.refuse(item.where(), item.definition());
      balance(session, work.run(), item);
      SplitRows.forgetSplits(session, item);
    }
    List<CheckResult> results = new ArrayList<>();
    for (Loaded item : items.loaded()) {
      cancellation.check();
      Finishing.run(session, item);
      if (Staging.there(session, item.relation())) {
        KeyChecks.unique(session, item).ifPresent(results::add);
      }
    }
    results.addAll(Prospect.open(session, items));
    Prospect.stand(session, items);
    List<BuiltModel> built = new Models(session, items, work).buildAll(cancellation, clock);
    List<CheckDefinition> checks = work.pipeline().checks();
    Checks audited = new Checks(session, items, checks.size(), cancellation, clock);
    RunScope scope = work.scope();
    for (int i = 0; i < checks.size(); i++) {
      cancellation.check();
      CheckDefinition check = checks.get(i);
      if (scope.concerns(check) && items.named(check.on()).map(items::readable).orElse(true)) {
        results.add(audited.run(check, i));
      }
    }
    note(session, work.run(), items, results.stream().allMatch(CheckResult::passed));
    return new AuditResult(results, outputs(session, items), built);
  }

  private static List<StagedOutput> outputs(Session session, Items items) throws SQLException {
    List<StagedOutput> outputs = new ArrayList<>();
    for (Loaded item : items.loaded()) {
      boolean there = Staging.there(session, item.relation());
      outputs.add(
          new StagedOutput(
              item.stream(),
              item.definition().output(),
              there ? count(session, item.arrivals()) : 0,
              there ? count(session, item.staged()) : 0));
    }
    return outputs;
  }

  private static long count(Session session, String relation) throws SQLException {
    return session.number("SELECT count(*) FROM " + relation);
  }

  /** The rows of a run that passed are noted; publish refuses where they are not. */
  private static void note(Session session, String run, Items items, boolean passed)
      throws SQLException {
    for (Item item : items.all()) {
      Long rows = null;
      if (passed) {
        rows = Staging.there(session, item.relation()) ? count(session, item.staged()) : 0L;
      }
      session.update(
          "UPDATE _penstock.staging SET rows = ? WHERE run_id = ? AND relation = ?",
          rows,
          run,
          item.relation());
    }
  }

  private static void balance(Session session, String run, Loaded item) throws SQLException {
    record Sums(long splits, long open, long loaded) {}
    Sums sums =
        session
            .first(
                """
                SELECT count(*), count(*) FILTER (WHERE NOT done),
                  CAST(coalesce(sum(loaded), 0) AS BIGINT)
                FROM _penstock.load WHERE run_id = ? AND stream = ? AND output = ?
                """,
                row -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3)),
                run,
                item.stream(),
                item.definition().output())
            .orElseThrow();
    if (sums.splits() == 0 && item.mode().keeps()) {
      // The source had nothing new; there are no rows to add.
      Books.register(
          session, run, item.stream(), item.definition().output(), item.relation(), item.target());
      return;
    }
    if (sums.splits() == 0) {
      throw wrong(item, "nothing was loaded, not even the end of a split");
    }
    if (sums.open() > 0) {
      throw wrong(
          item,
          "%d of %d splits are not loaded to their end".formatted(sums.open(), sums.splits()));
    }
    if (!Staging.there(session, item.relation())) {
      throw wrong(item, "its staging table is gone");
    }
    long staged = count(session, item.arrivals());
    if (staged != sums.loaded()) {
      throw wrong(
          item,
          "the ledger counts %,d loaded rows and staging holds %,d"
              .formatted(sums.loaded(), staged));
    }
  }

  private static PermanentException wrong(Loaded item, String what) {
    return new PermanentException(
        new Problem(
            "books",
            item.where(),
            "The books do not balance: " + what + ".",
            "Nothing was published; start the run again and report this."));
  }
}
