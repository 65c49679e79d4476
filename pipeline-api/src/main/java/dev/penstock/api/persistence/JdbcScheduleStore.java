package dev.penstock.api.persistence;

import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.schedule.Occasion;
import dev.penstock.api.schedule.ScheduleState;
import dev.penstock.api.schedule.ScheduleStore;
import dev.penstock.api.schedule.SeenFile;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.error.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schedules as rows. */
@ApplicationScoped
class JdbcScheduleStore implements ScheduleStore {
  /** The most runs that a pipeline is owed. */
  private static final int MOST = 1_000;

  private static final String COLUMNS =
      "pipeline_id, pipeline, version, active, kind, trigger, catch_up, follows, paused, position,"
          + " next_at, looked, failures, problem, problem_at, last_run, last_due";

  private static final String FOLLOW =
      """
      insert into schedule_occasion (pipeline_id, key, kind, of_run, due, not_before)
      select pipeline_id, 'after/' || pipeline || '/' || ?, 'AFTER', ?, ?, ?
      from schedule
      where active and follows = ? and (not paused or catch_up <> 'NONE')
      on conflict do nothing""";

  private static final String READY =
      """
      select * from (
        select distinct on (o.pipeline_id)
          o.pipeline_id, s.pipeline, o.key, o.kind, o.of_run, o.due, o.attempts, o.not_before
        from schedule_occasion o join schedule s using (pipeline_id)
        where s.active and not s.paused
        order by o.pipeline_id, o.due, o.key) first
      where not_before <= ?
      order by due limit ?""";

  private static final String TRIM =
      """
      delete from schedule_occasion where pipeline_id = ? and key in
        (select key from schedule_occasion where pipeline_id = ?
         order by due desc, key desc offset ?)""";

  private final Database database;

  JdbcScheduleStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<ScheduleState> find(String pipeline) {
    return database.first(
        "select " + COLUMNS + " from schedule where pipeline = ?",
        JdbcScheduleStore::state,
        pipeline);
  }

  @Override
  public void add(ScheduleState state) {
    database.update(
        "insert into schedule (pipeline_id, pipeline, version, active, catch_up, position)"
            + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
        state.pipelineId(),
        state.pipeline(),
        state.version(),
        state.active(),
        state.catchUp().name(),
        state.position());
  }

  @Override
  public Optional<ScheduleState> lock(String pipelineId) {
    return database.first(
        "select " + COLUMNS + " from schedule where pipeline_id = ? for update",
        JdbcScheduleStore::state,
        pipelineId);
  }

  @Override
  public void save(ScheduleState state) {
    database.update(
        "update schedule set version = ?, active = ?, kind = ?, trigger = ?, catch_up = ?,"
            + " follows = ?, paused = ?, position = ?, next_at = ?, looked = ?, failures = ?,"
            + " problem = ?::jsonb, problem_at = ?, last_run = ?, last_due = ?"
            + " where pipeline_id = ?",
        state.version(),
        state.active(),
        state.kind() == null ? null : state.kind().name(),
        state.trigger(),
        state.catchUp().name(),
        state.follows(),
        state.paused(),
        state.position(),
        state.nextAt(),
        state.looked(),
        state.failures(),
        state.problem() == null ? null : Documents.write(state.problem()),
        state.problemAt(),
        state.lastRun(),
        state.lastDue(),
        state.pipelineId());
  }

  @Override
  public List<Unread> unread(int limit) {
    return database.query(
        "select p.id, p.name, p.deleted from pipeline p left join schedule s on s.pipeline_id = p.id"
            + " where (not p.deleted and (s.version is null or s.version <> p.latest))"
            + " or (p.deleted and s.active) limit ?",
        row -> new Unread(row.getString(1), row.getString(2), row.getBoolean(3)),
        limit);
  }

  @Override
  public List<String> due(Collection<ScheduleState.Kind> kinds, Instant now, int limit) {
    return database.query(
        "select pipeline_id from schedule where active and not paused and next_at <= ?"
            + " and kind = any (string_to_array(?, ',')) order by next_at limit ?",
        row -> row.getString(1),
        now,
        String.join(",", kinds.stream().map(Enum::name).toList()),
        limit);
  }

  @Override
  public List<ScheduleState> active(int limit) {
    return database.query(
        "select "
            + COLUMNS
            + " from schedule where active and not paused"
            + " order by next_at nulls last, pipeline limit ?",
        JdbcScheduleStore::state,
        limit);
  }

  @Override
  public List<ScheduleState> all(int limit) {
    return database.query(
        "select " + COLUMNS + " from schedule where active" + " order by pipeline limit ?",
        JdbcScheduleStore::state,
        limit);
  }

  @Override
  public void add(Occasion occasion) {
    database.update(
        "insert into schedule_occasion (pipeline_id, key, kind, of_run, due, not_before)"
            + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
        occasion.pipelineId(),
        occasion.key(),
        occasion.kind().name(),
        occasion.of(),
        occasion.due(),
        occasion.due());
  }

  @Override
  public List<Occasion> ready(Instant now, int limit) {
    return database.query(
        READY,
        row ->
            new Occasion(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                RunTrigger.Kind.valueOf(row.getString(4)),
                row.getString(5),
                time(row, 6).orElseThrow(),
                row.getInt(7)),
        now,
        limit);
  }

  @Override
  public void remove(Occasion occasion) {
    database.update(
        "delete from schedule_occasion where pipeline_id = ? and key = ?",
        occasion.pipelineId(),
        occasion.key());
  }

  @Override
  public void postpone(Occasion occasion, Instant until) {
    database.update(
        "update schedule_occasion set attempts = attempts + 1, not_before = ?"
            + " where pipeline_id = ? and key = ?",
        until,
        occasion.pipelineId(),
        occasion.key());
  }

  @Override
  public void keepNewest(String pipelineId, int count) {
    database.update(TRIM, pipelineId, pipelineId, count);
  }

  @Override
  public long waiting(String pipelineId) {
    return database
        .first(
            "select count(*) from schedule_occasion where pipeline_id = ?",
            row -> row.getLong(1),
            pipelineId)
        .orElse(0L);
  }

  @Override
  public void follow(Run run, Instant now) {
    int noted = database.update(FOLLOW, run.id(), run.id(), now, now, run.pipeline());
    if (noted > 0) {
      // A schedule that is paused for long is owed no more than others.
      database
          .query(
              "select pipeline_id from schedule_occasion where of_run = ?",
              row -> row.getString(1),
              run.id())
          .forEach(pipeline -> keepNewest(pipeline, MOST));
    }
  }

  @Override
  public Map<SeenFile, Boolean> files(String pipelineId) {
    Map<SeenFile, Boolean> files = new HashMap<>();
    database
        .query(
            "select path, size, version, settled from schedule_file where pipeline_id = ?",
            row ->
                Map.entry(
                    new SeenFile(row.getString(1), row.getLong(2), row.getString(3)),
                    row.getBoolean(4)),
            pipelineId)
        .forEach(file -> files.put(file.getKey(), file.getValue()));
    return files;
  }

  @Override
  public void forgetFiles(String pipelineId, Collection<String> paths) {
    database.batch(
        "delete from schedule_file where pipeline_id = ? and path = ?",
        paths.stream().map(path -> new @Nullable Object[] {pipelineId, path}).toList());
  }

  @Override
  public void keepFiles(String pipelineId, Collection<SeenFile> files, boolean settled) {
    database.batch(
        "insert into schedule_file (pipeline_id, path, size, version, settled)"
            + " values (?, ?, ?, ?, ?) on conflict (pipeline_id, path) do update"
            + " set size = excluded.size, version = excluded.version, settled = excluded.settled",
        files.stream()
            .map(
                file ->
                    new @Nullable Object[] {
                      pipelineId, file.path(), file.size(), file.version(), settled
                    })
            .toList());
  }

  private static ScheduleState state(ResultSet row) throws SQLException {
    @Nullable String kind = row.getString(5);
    @Nullable String problem = row.getString(14);
    return new ScheduleState(
        row.getString(1),
        row.getString(2),
        row.getInt(3),
        row.getBoolean(4),
        kind == null ? null : ScheduleState.Kind.valueOf(kind),
        row.getString(6),
        CatchUp.valueOf(row.getString(7)),
        row.getString(8),
        row.getBoolean(9),
        time(row, 10).orElseThrow(),
        time(row, 11).orElse(null),
        row.getBoolean(12),
        row.getInt(13),
        problem == null ? null : Documents.read(problem, Problem.class),
        time(row, 15).orElse(null),
        row.getString(16),
        time(row, 17).orElse(null));
  }

  static Optional<Instant> time(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
