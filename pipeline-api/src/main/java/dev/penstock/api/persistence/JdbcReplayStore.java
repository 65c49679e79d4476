package dev.penstock.api.persistence;

import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.api.replay.ReplayStore;
import dev.penstock.batch.Stage;
import dev.penstock.definition.RunMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejects and runs as a replay sees them, as rows. */
@ApplicationScoped
class JdbcReplayStore implements ReplayStore {
  private static final String ITS_OWN = " and again_of is null";

  private static final String READ =
      """
      select r.position, r.stream, r.stage, r.step, r.output, r.version, r.original, p.outputs
      from reject r
      left join run_split p on p.run_id = r.run_id and p.stream = r.stream and p.split = r.split
      where r.run_id = ? and r.position = any (?)
      order by r.position""";

  private static final String LATER =
      """
      select l.version, l.definition, l.mode, o.outputs, min(l.id), bool_and(l.state = 'SUCCEEDED')
      from run l
      join run r on r.id = ?
      cross join lateral (select array(select distinct unnest(s.outputs) from run_stream s
        where s.run_id = l.id order by 1) as outputs) o
      where l.pipeline_id = ? and l.mode <> 'REPLAY' and not l.dry_run
        and l.state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING', 'SUCCEEDED')
        and (l.created_at, l.id) > (r.created_at, r.id)
      group by l.version, l.definition, l.mode, o.outputs
      order by min(l.created_at)""";

  private static final String AGAIN =
      """
      select r.position, r.stream, r.stage, r.step, r.place, r.output, r.split, p.outputs
      from reject r
      left join run_split p on p.run_id = r.run_id and p.stream = r.stream and p.split = r.split
      where r.run_id = ?
      order by r.position""";

  private static final String ARRIVE =
      """
      update reject set status = 'replayed', attempts = attempts + 1, changed_at = ?
      where run_id = ? and replay_run = ? and status = 'replaying'""";

  private static final String FAIL =
      """
      update reject r set status = 'failed_again', step = a.step, rule = a.rule,
        message = a.message, error_class = a.error_class, version = a.version
      from reject a
      where r.run_id = ? and r.position = ? and a.run_id = ? and a.position = ?""";

  private static final String RELEASE =
      """
      update reject set status = case when attempts = 0 then 'open' else 'failed_again' end,
        changed_at = ?
      where run_id = ? and replay_run = ? and status = 'replaying'""";

  private final Database database;

  JdbcReplayStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Found> lock(String run, RejectFilter filter, int limit) {
    RejectWhere where = RejectWhere.of(run, filter);
    return database.query(
        "select position, octet_length(original) from reject where "
            + where.sql()
            + ITS_OWN
            + " order by position limit ? for update",
        row -> new Found(row.getLong(1), row.getInt(2)),
        where.between(List.of(), Math.min(limit, filter.limit())));
  }

  @Override
  public List<Kept> read(String run, List<Long> ids) {
    return database.query(
        READ,
        row ->
            new Kept(
                row.getLong(1),
                row.getString(2),
                stage(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getString(7),
                texts(row.getArray(8))),
        run,
        ids.toArray(Long[]::new));
  }

  @Override
  public Map<RejectStatus, Long> count(String run, RejectFilter filter) {
    RejectWhere where = RejectWhere.of(run, filter);
    Map<RejectStatus, Long> counts = new EnumMap<>(RejectStatus.class);
    database
        .query(
            "select status, count(*) from reject where " + where.sql() + ITS_OWN + " group by 1",
            row -> Map.entry(RejectStatus.of(row.getString(1)), row.getLong(2)),
            where.between(List.of()))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  @Override
  public void take(String run, List<Long> ids, String replay, Instant now) {
    database.update(
        "update reject set status = 'replaying', replay_run = ?, changed_at = ?"
            + " where run_id = ? and position = any (?)",
        replay,
        now,
        run,
        ids.toArray(Long[]::new));
  }

  @Override
  public Optional<String> columns(String run, String stream) {
    return database
        .query(
            "select columns from run_stream where run_id = ? and stream = ?",
            row -> Optional.ofNullable(row.getString(1)),
            run,
            stream)
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Override
  public List<Later> later(String pipelineId, String run) {
    return database.query(
        LATER,
        row ->
            new Later(
                row.getInt(1),
                Optional.ofNullable(row.getString(2)),
                RunMode.valueOf(row.getString(3)),
                Set.of((String[]) row.getArray(4).getArray()),
                row.getString(5),
                row.getBoolean(6)),
        run,
        pipelineId);
  }

  @Override
  public List<Taken> taken(String run, String replay) {
    return database.query(
        "select position, stream, place from reject"
            + " where run_id = ? and replay_run = ? and status = 'replaying'",
        row -> new Taken(row.getLong(1), row.getString(2), row.getString(3)),
        run,
        replay);
  }

  @Override
  public List<Again> rejectsOf(String replay) {
    return database.query(
        AGAIN,
        row ->
            new Again(
                row.getLong(1),
                row.getString(2),
                stage(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                texts(row.getArray(8))),
        replay);
  }

  @Override
  public void release(String run, String replay, Instant now) {
    database.update(RELEASE, now, run, replay);
  }

  @Override
  public void arrive(String run, String replay, List<Failed> failed, Instant now) {
    database.update(ARRIVE, now, run, replay);
    database.batch(
        FAIL,
        failed.stream()
            .map(one -> new @Nullable Object[] {run, one.id(), replay, one.again()})
            .toList());
    database.batch(
        "update reject set status = 'dismissed', reason = ?, again_of = ?, changed_at = ?"
            + " where run_id = ? and position = ?",
        failed.stream()
            .map(
                one ->
                    new @Nullable Object[] {
                      "It is reject " + one.id() + " of run " + run + ".",
                      one.id(),
                      now,
                      replay,
                      one.again()
                    })
            .toList());
  }

  @Override
  public void place(String replay, Map<Long, String> places) {
    database.batch(
        "update reject set place = ? where run_id = ? and position = ?",
        places.entrySet().stream()
            .map(
                place ->
                    new @Nullable Object[] {
                      Database.text(place.getValue()), replay, place.getKey()
                    })
            .toList());
  }

  private static Stage stage(String name) {
    return Stage.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
