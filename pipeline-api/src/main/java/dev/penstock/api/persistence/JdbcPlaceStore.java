package dev.penstock.api.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.dispatch.Flow;
import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.dispatch.QueuedRun;
import dev.penstock.api.dispatch.Terms;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.connector.Split;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work as rows. */
@ApplicationScoped
class JdbcPlaceStore implements PlaceStore {
  private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('places', 0))";

  private static final String PLANS =
      """
      insert into work as w (run_id, stream, split, number, spec)
      select run_id, stream, '', -1, '' from run_stream where run_id = ? and not planned
      on conflict (run_id, stream, split) do update set state = 0 where w.state <> 0""";

  /** Splits of which everything was forgotten. */
  private static final String AGAIN =
      """
      update work w set state = 0 from run_split p where w.run_id = ? and w.state = 2
        and p.run_id = w.run_id and p.stream = w.stream and p.split = w.split
        and not p.extracted""";

  private static final String SWEEP =
      """
      update work w set state = 2 where w.state = 1
        and case when w.split = ''
          then exists (select from run_stream s
            where s.run_id = w.run_id and s.stream = w.stream and s.planned)
          else not exists (select from run_split p
            where p.run_id = w.run_id and p.stream = w.stream and p.split = w.split
              and not p.extracted) end""";

  private static final String FORGET =
      """
      delete from work w using run r where r.id = w.run_id
        and (r.state in ('SUCCEEDED', 'CANCELLED') or r.cleaned)""";

  private static final String FLOWS =
      """
      select r.id, r.priority, r.created_at, coalesce(r.parallelism, 0), s.stream, s.position,
        s.connection,
        (select count(*) from work w
          where w.run_id = s.run_id and w.stream = s.stream and w.state = 1),
        (select count(*) from (select from work w
          where w.run_id = s.run_id and w.stream = s.stream and w.state = 0
            and (w.split = '' or s.planned) limit ?) waiting),
        (r.ordered->>'limit')::bigint,
        case when (r.ordered->>'limit')::bigint > 0
          then (select coalesce(sum(p.read), 0) from run_split p
            where p.run_id = s.run_id and p.stream = s.stream and p.extracted)
          else 0 end
      from run r join run_stream s on s.run_id = r.id
      where r.state = 'RUNNING'
        and exists (select from work w
          where w.run_id = s.run_id and w.stream = s.stream and w.state < 2)""";

  private static final String GIVE =
      """
      with chosen as (
        select w.run_id, w.stream, w.split, w.number,
          coalesce(w.columns, s.columns) as columns,
          coalesce(w.source_columns, s.source_columns) as source_columns,
          case when w.split = '' then s.planned
            else not exists (select from run_split p
              where p.run_id = w.run_id and p.stream = w.stream and p.split = w.split
                and not p.extracted) end as done
        from work w join run_stream s on s.run_id = w.run_id and s.stream = w.stream
        where w.run_id = ? and w.stream = ? and w.state = 0 and (w.split = '' or s.planned)
        order by w.number limit ?)
      update work w set state = case when c.done then 2 else 1 end
      from chosen c
      where w.run_id = c.run_id and w.stream = c.stream and w.split = c.split
      returning w.number, w.split, w.spec, c.columns, c.source_columns, c.done""";

  private static final String START =
      """
      select r.epoch, r.start_revision, r.mode, n.state, n.columns,
        r.ordered->'trigger'->>'kind'
      from run r join run_stream s on s.run_id = r.id
      left join stream_state n on n.pipeline_id = r.pipeline_id and n.stream = s.stream
        and n.source = s.source and n.environment = coalesce(r.ordered->>'environment', '')
      where r.id = ? and s.stream = ?""";

  private static final String QUEUE =
      """
      select id, pipeline_id, pipeline, state, priority, created_at, not_before,
        started_at is not null, at_once, moves
      from run where state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING')""";

  private static final String READERS =
      """
      select distinct s.run_id, case when s.connection = any (?) then s.connection else '' end
      from run r join run_stream s on s.run_id = r.id
      where r.state = 'QUEUED' or (r.state = 'RUNNING' and exists (select from work w
        where w.run_id = s.run_id and w.stream = s.stream and w.state < 2))""";

  private final Database database;

  JdbcPlaceStore(Database database) {
    this.database = database;
  }

  @Override
  public void lock() {
    database.query(LOCK, row -> "");
  }

  @Override
  public void accepted(String run, Terms terms) {
    database.update(
        "update run set parallelism = ?, at_once = ?, moves = ? where id = ?",
        terms.parallelism().isPresent() ? terms.parallelism().getAsInt() : null,
        terms.atOnce(),
        terms.moves(),
        run);
    List<@Nullable Object[]> rows = new ArrayList<>();
    terms
        .connections()
        .forEach(
            (stream, connection) -> rows.add(new @Nullable Object[] {connection, run, stream}));
    database.batch("update run_stream set connection = ? where run_id = ? and stream = ?", rows);
  }

  @Override
  public void started(String run, long revision) {
    database.update("update run set start_revision = ? where id = ?", revision, run);
    database.update("update work set state = 0 where run_id = ? and state = 1", run);
    database.update(AGAIN, run);
    database.update(PLANS, run);
  }

  @Override
  public void sweep() {
    database.update(SWEEP);
  }

  @Override
  public void forgetOver() {
    database.update(FORGET);
  }

  @Override
  public List<Flow> flows(int atMost) {
    return database.query(
        FLOWS,
        row ->
            new Flow(
                row.getString(1),
                row.getInt(2),
                time(row, 3),
                row.getInt(4),
                row.getString(5),
                row.getInt(6),
                row.getString(7),
                row.getInt(8),
                row.getInt(9),
                row.getLong(10),
                row.getLong(11)),
        atMost);
  }

  @Override
  public List<Task> give(Flow flow, int count) {
    Start start =
        database.first(START, JdbcPlaceStore::start, flow.run(), flow.stream()).orElseThrow();
    return database.query(GIVE, JdbcPlaceStore::given, flow.run(), flow.stream(), count).stream()
        .filter(given -> !given.done)
        .sorted(Comparator.comparingInt(Given::number))
        .map(given -> task(flow, start, given))
        .toList();
  }

  @Override
  public void close(Flow flow) {
    database.update(
        "update work set state = 2 where run_id = ? and stream = ? and state = 0",
        flow.run(),
        flow.stream());
  }

  @Override
  public List<QueuedRun> queue() {
    return database.query(
        QUEUE,
        row ->
            new QueuedRun(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                RunState.valueOf(row.getString(4)),
                row.getInt(5),
                time(row, 6),
                row.getObject(7) == null ? null : time(row, 7),
                row.getBoolean(8),
                row.getInt(9),
                row.getBoolean(10)));
  }

  @Override
  public List<Reader> readers(Collection<String> connections) {
    if (connections.isEmpty()) {
      return List.of();
    }
    return database.query(
        READERS,
        row -> new Reader(row.getString(1), row.getString(2)),
        (Object) connections.toArray(String[]::new));
  }

  private static Task task(Flow flow, Start start, Given given) {
    if (given.split.isEmpty()) {
      return new Task.PlanStream(
          flow.run(), start.epoch, flow.stream(), start.state, start.columns);
    }
    return new Task.ReadSplit(
        flow.run(),
        start.epoch,
        flow.stream(),
        Json.read(given.spec.getBytes(UTF_8), Split.class),
        given.columns,
        given.sourceColumns,
        flow.limit() == 0 ? 0 : flow.limit() - flow.read(),
        start.revision);
  }

  private static Start start(ResultSet row) throws SQLException {
    boolean anew = RunMode.valueOf(row.getString(3)) == RunMode.FULL;
    // A part of a backfill reads its window, whatever was read before.
    boolean window = RunTrigger.Kind.BACKFILL.name().equals(row.getString(6));
    String state = row.getString(4);
    return new Start(
        row.getInt(1),
        row.getLong(2),
        anew || window || state == null ? null : Json.read(state.getBytes(UTF_8), JsonNode.class),
        anew ? null : row.getString(5));
  }

  private static Given given(ResultSet row) throws SQLException {
    return new Given(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private record Start(
      int epoch, long revision, @Nullable JsonNode state, @Nullable String columns) {}

  private record Given(
      int number, String split, String spec, String columns, String sourceColumns, boolean done) {}
}
