package dev.penstock.api.persistence;

import dev.penstock.api.backfill.Backfill;
import dev.penstock.api.backfill.BackfillPlan.Reprocess;
import dev.penstock.api.backfill.BackfillStore;
import dev.penstock.error.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backfills and their windows as rows; what became of a window is read from its run. */
@ApplicationScoped
class JdbcBackfillStore implements BackfillStore {
  private static final String COLUMNS =
      "id, pipeline_id, pipeline, state, plan, created_at, finished_at, problem";

  private static final String STATE =
      """
      case when w.done_by is not null then 'SKIPPED'
           when w.run_id is null then case when w.dropped then 'CANCELLED' else 'PENDING' end
           when r.state in ('SUCCEEDED', 'FAILED', 'CANCELLED') then r.state
           else 'RUNNING' end""";

  private static final String FROM_WINDOWS =
      " from backfill_window w left join run r on r.id = w.run_id where w.backfill_id = ?";

  private static final String SKIP_DONE =
      """
      update backfill_window w set done_by = e.run_id
      from (
        select distinct on (o.starts, o.ends) o.starts, o.ends, o.run_id
        from backfill b
        join backfill t on t.id = ? and t.pipeline_id = b.pipeline_id and t.id <> b.id
          and t.plan -> 'asked' -> 'parameters' = b.plan -> 'asked' -> 'parameters'
          and t.plan -> 'asked' -> 'environment' = b.plan -> 'asked' -> 'environment'
        join backfill_window o on o.backfill_id = b.id
        join run r on r.id = o.run_id
        where r.state = any (string_to_array(?, ','))
        order by o.starts, o.ends, b.created_at desc) e
      where w.backfill_id = ? and w.starts = e.starts and w.ends = e.ends""";

  private final Database database;

  JdbcBackfillStore(Database database) {
    this.database = database;
  }

  @Override
  public void insert(Backfill backfill, Optional<String> key, List<NewWindow> windows) {
    database.update(
        "insert into backfill (id, pipeline_id, pipeline, state, plan, parallel, created_at,"
            + " idempotency_key, not_before) values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)",
        backfill.id(),
        backfill.pipelineId(),
        backfill.pipeline(),
        backfill.state().name(),
        Documents.write(backfill.plan()),
        backfill.plan().asked().parallel(),
        backfill.createdAt(),
        key.orElse(null),
        backfill.createdAt());
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewWindow window : windows) {
      rows.add(
          new @Nullable Object[] {backfill.id(), rows.size() + 1, window.starts(), window.ends()});
    }
    database.batch(
        "insert into backfill_window (backfill_id, number, starts, ends) values (?, ?, ?, ?)",
        rows);
  }

  @Override
  public void skipDone(Backfill backfill) {
    String states =
        backfill.plan().asked().reprocess() == Reprocess.FAILED ? "SUCCEEDED" : "SUCCEEDED,FAILED";
    database.update(SKIP_DONE, backfill.id(), states, backfill.id());
  }

  @Override
  public Optional<Backfill> findByKey(String key) {
    database.query(
        "select pg_advisory_xact_lock(hashtextextended('backfill key ' || ?, 0))", row -> "", key);
    return database.first(
        "select " + COLUMNS + " from backfill where idempotency_key = ?",
        JdbcBackfillStore::backfill,
        key);
  }

  @Override
  public Optional<Backfill> find(String id) {
    return database.first(
        "select " + COLUMNS + " from backfill where id = ?", JdbcBackfillStore::backfill, id);
  }

  @Override
  public Optional<Backfill> lock(String id) {
    return database.first(
        "select " + COLUMNS + " from backfill where id = ? for update",
        JdbcBackfillStore::backfill,
        id);
  }

  @Override
  public void save(Backfill backfill) {
    database.update(
        "update backfill set state = ?, finished_at = ?, problem = ?::jsonb where id = ?",
        backfill.state().name(),
        backfill.finishedAt(),
        backfill.problem() == null ? null : Documents.write(backfill.problem()),
        backfill.id());
  }

  @Override
  public void postpone(String id, Instant until) {
    database.update("update backfill set not_before = ? where id = ?", until, id);
  }

  @Override
  public List<String> open(Instant now, int limit) {
    return database.query(
        "select id from backfill where finished_at is null and state in ('RUNNING', 'CANCELLED')"
            + " and not_before <= ? order by created_at limit ?",
        row -> row.getString(1),
        now,
        limit);
  }

  @Override
  public List<Backfill> list(Optional<String> pipeline, int limit) {
    String given = pipeline.orElse("");
    return database.query(
        "select "
            + COLUMNS
            + " from backfill where (? = '' or pipeline = ?)"
            + " order by created_at desc, id limit ?",
        JdbcBackfillStore::backfill,
        given,
        given,
        limit);
  }

  @Override
  public Counts counts(String id) {
    long[] counts = new long[6];
    List<String> states =
        List.of("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED");
    database
        .query(
            "select " + STATE + ", count(*)" + FROM_WINDOWS + " group by 1",
            row -> new Object[] {row.getString(1), row.getLong(2)},
            id)
        .forEach(row -> counts[states.indexOf((String) row[0])] = (Long) row[1]);
    return new Counts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  @Override
  public Optional<WindowRow> nextPending(String id) {
    return database.first(
        select()
            + " and w.run_id is null and w.done_by is null and not w.dropped"
            + " order by w.number limit 1",
        JdbcBackfillStore::window,
        id);
  }

  @Override
  public boolean bind(String id, WindowRow window, String run) {
    return database.update(
            "update backfill_window set run_id = ? where backfill_id = ? and number = ?"
                + " and attempt = ? and run_id is null and done_by is null and not dropped",
            run,
            id,
            window.number(),
            window.attempt())
        > 0;
  }

  @Override
  public List<String> unfinishedRuns(String id) {
    return database.query(
        "select r.id from backfill_window w join run r on r.id = w.run_id"
            + " where w.backfill_id = ? and r.state not in ('SUCCEEDED', 'FAILED', 'CANCELLED')"
            + " order by r.id",
        row -> row.getString(1),
        id);
  }

  @Override
  public int takeUpFailed(String id) {
    return database.update(
        "update backfill_window w set run_id = null, attempt = w.attempt + 1 from run r"
            + " where r.id = w.run_id and w.backfill_id = ? and r.state in ('FAILED', 'CANCELLED')",
        id);
  }

  @Override
  public void dropPending(String id) {
    database.update(
        "update backfill_window set dropped = true"
            + " where backfill_id = ? and run_id is null and done_by is null",
        id);
  }

  @Override
  public List<WindowRow> windows(String id, int after, int limit) {
    return database.query(
        select() + " and w.number > ? order by w.number limit ?",
        JdbcBackfillStore::window,
        id,
        after,
        limit);
  }

  private static String select() {
    return "select w.number, w.starts, w.ends, w.attempt, coalesce(w.run_id, w.done_by), "
        + STATE
        + FROM_WINDOWS;
  }

  private static WindowRow window(ResultSet row) throws SQLException {
    return new WindowRow(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4),
        row.getString(5),
        row.getString(6));
  }

  private static Backfill backfill(ResultSet row) throws SQLException {
    @Nullable String problem = row.getString(8);
    return new Backfill(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Backfill.State.valueOf(row.getString(4)),
        Documents.read(row.getString(5), Backfill.Plan.class),
        JdbcScheduleStore.time(row, 6).orElseThrow(),
        JdbcScheduleStore.time(row, 7).orElse(null),
        problem == null ? null : Documents.read(problem, Problem.class));
  }
}
