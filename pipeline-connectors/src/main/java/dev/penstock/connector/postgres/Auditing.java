package dev.penstock.connector.postgres;

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
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Audits a run in several transactions: the first prepares what was loaded, under the run's fence;
 * then each model is built in one of its own; the last one checks and notes that the run may be
 * published. Each names the audit, and only the latest audit of a run goes on. An audit that broke
 * off is begun again from the same rows. Thread-safe.
 */
final class Auditing {
  static final int STATEMENT_MILLIS = 30 * 60_000;

  /** The most models that are built at once. */
  private static final int MOST_AT_ONCE = 4;

  private final Transactions transactions;
  private final String where;
  private final int atOnce;
  private final int statementMillis;
  private final Clock clock;
  private final Semaphore builders;
  private final RunTurns turns;

  /**
   * Prepares.
   *
   * @param connections how many there are; one is left for other work
   * @param statementMillis how long one statement may take
   * @param clock tells how old rows are
   */
  Auditing(
      Transactions transactions, String where, int connections, int statementMillis, Clock clock) {
    this.transactions = transactions;
    this.where = where;
    this.atOnce = Math.clamp(connections - 1, 1, MOST_AT_ONCE);
    this.statementMillis = statementMillis;
    this.clock = clock;
    this.turns = new RunTurns(Duration.ofMillis(2L * statementMillis));
    this.builders = new Semaphore(atOnce, true);
  }

  AuditResult audit(RunWork work, Cancellation cancellation) {
    try (RunTurns.Turn _ = turns.take(work.run(), cancellation)) {
      return take(work, cancellation);
    }
  }

  private AuditResult take(RunWork work, Cancellation cancellation) {
    String audit = UUID.randomUUID().toString();
    StagedPipeline pipeline = new StagedPipeline(work);
    List<CheckResult> results =
        new ArrayList<>(
            in(cancellation, session -> prepare(session, work, pipeline, audit, cancellation)));
    Map<String, Model> models =
        pipeline.models().stream().collect(Collectors.toMap(Model::name, Function.identity()));
    List<BuiltModel> built = Collections.synchronizedList(new ArrayList<>());
    new DependentTasks<>(
            work.scope().modelGraph(),
            (name, stopped) -> {
              long start = clock.millis();
              Optional<CheckResult> conflict =
                  build(work, pipeline, Objects.requireNonNull(models.get(name)), audit, stopped);
              built.add(new BuiltModel(name, start, clock.millis()));
              return conflict;
            },
            cancellation)
        .run(atOnce)
        .forEach(conflict -> conflict.ifPresent(results::add));
    AuditResult found =
        in(cancellation, session -> finish(session, work, pipeline, audit, results, cancellation));
    return new AuditResult(found.checks(), found.outputs(), built);
  }

  private <T> T in(Cancellation cancellation, Transactions.Work<T> work) {
    cancellation.check();
    return transactions.run(
        where,
        session -> {
          try (CancelWatch _ = new CancelWatch(cancellation, session.postgres()::cancelQuery)) {
            return work.in(session);
          } catch (SQLException e) {
            cancellation.check();
            throw e;
          }
        });
  }

  private List<CheckResult> prepare(
      Session session,
      RunWork work,
      StagedPipeline pipeline,
      String audit,
      Cancellation cancellation)
      throws SQLException {
    Fence.begin(session, work.run(), work.epoch(), audit);
    session.allowMillis(statementMillis);
    if (Publications.find(session, work.run()).isPresent()) {
      throw new PermanentException(
          Problem.of(
              Destination.PUBLISHED,
              "run " + work.run(),
              "The run was published; there is nothing left to audit."));
    }
    forget(session, work.run(), pipeline);
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      balance(session, work.run(), item);
      SplitRows.forgetSplits(session, item);
    }
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      Finishing.run(session, item);
    }
    List<CheckResult> results = new ArrayList<>();
    for (Loaded item : pipeline.loaded()) {
      cancellation.check();
      if (staged(session, item)) {
        if (item.mode() == LoadMode.HISTORY) {
          History.settle(session, item);
        }
        KeyCheck.add(session, item).ifPresent(results::add);
        session.execute("ANALYZE " + item.staged());
      }
    }
    Layouts.audit(session, pipeline);
    if (work.mode() != RunMode.FULL) {
      for (Model model : List.copyOf(pipeline.models())) {
        if (model.incremental() && ModelMerge.fits(Catalog.find(session, model.target()), model)) {
          pipeline.merge(model);
        }
      }
    }
    Prospect prospect = new Prospect(session, pipeline, work.run());
    results.addAll(prospect.open());
    prospect.stand(work.scope().unmoved());
    return results;
  }

  /** Drops what an earlier audit made, and what it said. */
  private static void forget(Session session, String run, StagedPipeline pipeline)
      throws SQLException {
    Prospect.close(session, run);
    for (Model model : pipeline.models().reversed()) {
      ModelBuilder.drop(session, model.relation());
    }
    session.update("DELETE FROM _penstock.staging WHERE run_id = ? AND stream = ''", run);
    session.update("UPDATE _penstock.staging SET rows = NULL WHERE run_id = ?", run);
  }

  private Optional<CheckResult> build(
      RunWork work, StagedPipeline pipeline, Model model, String audit, Cancellation stopped) {
    enter(stopped);
    try {
      return in(
          stopped,
          session -> {
            Fence.share(session, work.run(), work.epoch(), audit);
            return new ModelBuilder(session, pipeline, work.run(), statementMillis)
                .build(model, stopped);
          });
    } finally {
      builders.release();
    }
  }

  /** Audits of other runs build models too; a turn comes when one of theirs ends. */
  private void enter(Cancellation stopped) {
    try {
      while (!builders.tryAcquire(250, TimeUnit.MILLISECONDS)) {
        stopped.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled();
    }
  }

  private AuditResult finish(
      Session session,
      RunWork work,
      StagedPipeline pipeline,
      String audit,
      List<CheckResult> results,
      Cancellation cancellation)
      throws SQLException {
    Fence.hold(session, work.run(), work.epoch(), audit);
    session.allowMillis(statementMillis);
    List<CheckDefinition> checks = work.pipeline().checks();
    Checks audited = new Checks(session, pipeline, work, cancellation, clock);
    RunScope scope = work.scope();
    for (int i = 0; i < checks.size(); i++) {
      cancellation.check();
      CheckDefinition check = checks.get(i);
      if (scope.concerns(check)
          && pipeline.named(check.on()).map(pipeline::readable).orElse(true)) {
        results.add(audited.run(check, i));
      }
    }
    note(session, work.run(), pipeline, results.stream().allMatch(CheckResult::passed));
    Prospect.close(session, work.run());
    Fence.end(session, work.run());
    return new AuditResult(results, outputs(session, work.run(), pipeline));
  }

  private static List<StagedOutput> outputs(Session session, String run, StagedPipeline pipeline)
      throws SQLException {
    List<StagedOutput> outputs = new ArrayList<>();
    for (Loaded item : pipeline.loaded()) {
      boolean there = staged(session, item);
      if (item.atOnce() && !there) {
        long loaded = books(session, run, item).loaded();
        outputs.add(new StagedOutput(item.stream(), item.output(), loaded, loaded));
        continue;
      }
      long left = there ? count(session, item.staged()) : 0;
      long arrived =
          there && item.finish().changes()
              ? count(session, item.arrivals())
              : left + Competition.removed(session, item);
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
    Books books = books(session, run, item);
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
    if (item.atOnce() && !staged(session, item)) {
      // The rows are where readers see them; the ledger moved with them.
      Staging.register(session, run, item.stream(), item.output(), item.relation(), item.target());
      return;
    }
    if (!staged(session, item)) {
      throw wrong(item, "its staging table is gone");
    }
    long staged = count(session, item.arrivals());
    if (!item.finish().changes()) {
      staged += Competition.removed(session, item);
    }
    if (staged != books.loaded()) {
      throw wrong(
          item,
          "the ledger counts %,d loaded rows and staging holds %,d"
              .formatted(books.loaded(), staged));
    }
  }

  private record Books(long splits, long open, long loaded) {}

  private static Books books(Session session, String run, Loaded item) throws SQLException {
    return session
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
