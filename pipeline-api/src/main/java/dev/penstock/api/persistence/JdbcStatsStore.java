package dev.penstock.api.persistence;

import dev.penstock.api.stats.RunPoint;
import dev.penstock.api.stats.Statistics.Counts;
import dev.penstock.api.stats.Statistics.Failing;
import dev.penstock.api.stats.Statistics.Now;
import dev.penstock.api.stats.Statistics.Records;
import dev.penstock.api.stats.Statistics.RunCounts;
import dev.penstock.api.stats.Statistics.Seconds;
import dev.penstock.api.stats.Statistics.Slow;
import dev.penstock.api.stats.StatsStore;
import dev.penstock.error.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts runs with indexes that hold all that is counted. */
@ApplicationScoped
class JdbcStatsStore implements StatsStore {
  /** Each statement takes the pipeline twice: there is no such condition where it is null. */
  private static final String OF_PIPELINE = "(?::text is null or %s = ?)";

  private static final String ENDED =
      """
      select step, count(*) filter (where state = 'SUCCEEDED'),
        count(*) filter (where state = 'FAILED'), count(*) filter (where state = 'CANCELLED'),
        sum(records_read)::bigint, sum(records_loaded)::bigint, sum(records_rejected)::bigint,
        percentile_cont(0.5) within group (order by duration_ms)
          filter (where state = 'SUCCEEDED'),
        max(duration_ms) filter (where state = 'SUCCEEDED')
      from (select width_bucket(finished_at, ?::timestamptz[]) - 1 as step, state, records_read,
              records_loaded, records_rejected, duration_ms
            from run
            where finished_at is not null and not dry_run and finished_at >= ? and finished_at < ?
            %s) ended
      group by grouping sets ((step), ())""";

  private static final String NOW =
      """
      select count(*) filter (where state in ('RUNNING', 'AUDITING', 'PUBLISHING')),
        count(*) filter (where state = 'QUEUED'), count(*) filter (where state = 'PAUSED')
      from run
      where state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING') and """
          + " "
          + OF_PIPELINE.formatted("pipeline");

  /**
   * Few runs say nothing about what is usual, and some seconds more are no news. Bounded: of runs
   * that ended lately the newest are looked at.
   */
  private static final String SLOW =
      """
      with candidate as (
        (select id, pipeline, state, extract(epoch from ?::timestamptz - started_at) * 1000 as ms
         from run
         where state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING')
           and state in ('RUNNING', 'AUDITING', 'PUBLISHING') and not dry_run
           and started_at is not null
         order by started_at limit 1000)
        union all
        (select id, pipeline, state, duration_ms from run
         where finished_at is not null and not dry_run and finished_at >= ?
           and state = 'SUCCEEDED'
         order by finished_at desc limit 5000)
      ), usual as (
        select p.pipeline, u.ms
        from (select distinct pipeline from candidate where %s) p
        cross join lateral (
          select percentile_cont(0.5) within group (order by last.duration_ms) as ms, count(*) as n
          from (select duration_ms from run r
                where r.pipeline = p.pipeline and r.state = 'SUCCEEDED' and not r.dry_run
                order by r.finished_at desc limit 20) last) u
        where u.n >= 3)
      select c.pipeline, c.id, c.state, c.ms, u.ms
      from candidate c join usual u using (pipeline)
      where c.ms > 2 * u.ms and c.ms > u.ms + 5000
      order by c.ms / greatest(u.ms, 1) desc, c.id limit ?"""
          .formatted(OF_PIPELINE.formatted("pipeline"));

  private static final String FAILING =
      """
      select p.name, l.id, coalesce(f.finished_at, l.finished_at), l.problem
      from pipeline p
      cross join lateral (
        select r.id, r.state, r.finished_at, r.details -> 'problems' ->> 0 as problem
        from run r
        where r.pipeline = p.name and r.finished_at is not null and not r.dry_run
          and r.state in ('SUCCEEDED', 'FAILED')
        order by r.finished_at desc limit 1) l
      left join lateral (
        select r.finished_at from run r
        where r.pipeline = p.name and r.finished_at is not null and not r.dry_run
          and r.state = 'FAILED'
          and r.finished_at > coalesce(
            (select max(s.finished_at) from run s
             where s.pipeline = p.name and s.state = 'SUCCEEDED' and not s.dry_run), '-infinity')
        order by r.finished_at limit 1) f on true
      where not p.deleted and l.state = 'FAILED' and %s
      order by l.finished_at desc, p.name limit ?"""
          .formatted(OF_PIPELINE.formatted("p.name"));

  private static final String LATEST =
      """
      select r.pipeline, r.id, r.version, r.mode, r.dry_run, r.state, r.created_at, r.started_at,
        r.finished_at, r.duration_ms, r.records_read, r.records_loaded, r.records_rejected, q.score
      from unnest(?::text[]) p (name)
      cross join lateral (
        select * from run where pipeline = p.name order by created_at desc, id desc limit ?) r
      left join run_quality q on q.run_id = r.id
      order by r.pipeline, r.created_at desc, r.id desc""";

  private static final double MILLIS = 1000;

  private final Database database;

  JdbcStatsStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<Integer, Counts> ended(List<Instant> bounds, Optional<String> pipeline) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(array(bounds.subList(0, bounds.size() - 1)));
    parameters.add(bounds.getFirst());
    parameters.add(bounds.getLast());
    pipeline.ifPresent(parameters::add);
    Map<Integer, Counts> found = new HashMap<>();
    for (Counted row :
        database.query(
            ENDED.formatted(pipeline.isPresent() ? "and pipeline = ?" : ""),
            JdbcStatsStore::counted,
            parameters.toArray())) {
      found.put(row.step(), row.counts());
    }
    return found;
  }

  @Override
  public Now now(Optional<String> pipeline) {
    String name = pipeline.orElse(null);
    return database
        .first(NOW, row -> new Now(row.getLong(1), row.getLong(2), row.getLong(3)), name, name)
        .orElseThrow();
  }

  @Override
  public List<Slow> slow(Instant since, Instant now, Optional<String> pipeline, int limit) {
    String name = pipeline.orElse(null);
    return database.query(
        SLOW,
        row ->
            new Slow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getDouble(4) / MILLIS,
                row.getDouble(5) / MILLIS),
        now,
        since,
        name,
        name,
        limit);
  }

  @Override
  public List<Failing> failing(Optional<String> pipeline, int limit) {
    String name = pipeline.orElse(null);
    return database.query(
        FAILING,
        row -> {
          String problem = row.getString(4);
          return new Failing(
              row.getString(1),
              row.getString(2),
              row.getObject(3, OffsetDateTime.class).toInstant(),
              problem == null ? null : Documents.read(problem, Problem.class));
        },
        name,
        name,
        limit);
  }

  @Override
  public Map<String, List<RunPoint>> latest(Collection<String> pipelines, int limit) {
    Map<String, List<RunPoint>> found = new HashMap<>();
    for (Of row :
        database.query(
            LATEST, row -> new Of(row.getString(1), point(row)), array(pipelines), limit)) {
      found.computeIfAbsent(row.pipeline(), name -> new ArrayList<>()).add(row.point());
    }
    return found;
  }

  /** A list of times or names of pipelines, none of which needs quotes, as PostgreSQL reads it. */
  private static String array(Collection<?> values) {
    return values.stream()
        .map(value -> '"' + Database.text(value.toString()).replaceAll("[\"\\\\]", "") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Counted counted(ResultSet row) throws SQLException {
    int step = row.getInt(1);
    boolean total = row.wasNull();
    return new Counted(
        total ? TOTAL : step,
        new Counts(
            new RunCounts(row.getLong(2), row.getLong(3), row.getLong(4)),
            new Records(row.getLong(5), row.getLong(6), row.getLong(7)),
            new Seconds(seconds(row, 8), seconds(row, 9))));
  }

  private static RunPoint point(ResultSet row) throws SQLException {
    Instant finished = instant(row, 9);
    return new RunPoint(
        row.getString(2),
        row.getInt(3),
        row.getString(4).toLowerCase(Locale.ROOT),
        row.getBoolean(5),
        row.getString(6),
        row.getObject(7, OffsetDateTime.class).toInstant(),
        instant(row, 8),
        finished,
        finished == null || row.getLong(10) < 0 ? null : row.getLong(10) / MILLIS,
        new Records(row.getLong(11), row.getLong(12), row.getLong(13)),
        row.getBigDecimal(14));
  }

  private static @Nullable Double seconds(ResultSet row, int column) throws SQLException {
    double millis = row.getDouble(column);
    return row.wasNull() ? null : millis / MILLIS;
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private record Counted(int step, Counts counts) {}

  private record Of(String pipeline, RunPoint point) {}
}
