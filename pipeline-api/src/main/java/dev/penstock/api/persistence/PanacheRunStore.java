package dev.penstock.api.persistence;

import dev.penstock.api.runs.Kept;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.definition.RejectBudget;
import dev.penstock.messaging.trace.TraceContext;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as entities; their streams by plain SQL. */
@ApplicationScoped
class PanacheRunStore implements RunStore {
  /** Kept runs that can be tried again as far as was noted, and why they cannot all the same. */
  private static final String KEPT =
      """
      select * from (
        select k.run_id, k.kept_until, case
          when p.deleted then 'PIPELINE_DELETED'
          when exists (select from run n where n.pipeline_id = r.pipeline_id and n.id <> r.id
            and not n.dry_run and n.started_at > r.finished_at) then 'SUPERSEDED'
          when k.kept_until <= ? then 'EXPIRED' end as why
        from run_kept k join run r on r.id = k.run_id join pipeline p on p.id = r.pipeline_id
        where k.given_up is null) kept
      where why is not null\
      """;

  private final RunRepository runs;
  private final Database database;

  PanacheRunStore(RunRepository runs, Database database) {
    this.runs = runs;
    this.database = database;
  }

  @Override
  public void insert(
      Run run,
      Optional<Submission> submission,
      List<StreamOutputs> streams,
      Optional<String> definition) {
    RunEntity entity = new RunEntity(run, definition.orElse(null));
    submission.ifPresent(
        given -> {
          entity.idempotencyKey = given.key();
          entity.requestDigest = given.digest();
        });
    entity.traceparent = TraceContext.current();
    runs.persistAndFlush(entity);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (StreamOutputs stream : streams) {
      rows.add(
          new @Nullable Object[] {
            run.id(),
            stream.stream(),
            rows.size(),
            stream.source(),
            stream.outputs().toArray(String[]::new),
            stream.budget().map(RejectBudget::text).orElse(null)
          });
    }
    database.batch(
        "insert into run_stream (run_id, stream, position, source, outputs, reject_budget)"
            + " values (?, ?, ?, ?, ?, ?)",
        rows);
  }

  @Override
  public Optional<Run> find(String id) {
    return runs.findByIdOptional(id).map(RunEntity::toRun);
  }

  @Override
  public Optional<Run> lock(String id) {
    return runs.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE).map(RunEntity::toRun);
  }

  @Override
  public void save(Run run) {
    RunEntity entity = runs.findById(run.id());
    entity.update(run);
    runs.flush();
  }

  @Override
  public Optional<Keyed> findByKey(String key) {
    database.query(
        "select pg_advisory_xact_lock(hashtextextended('key ' || ?, 0))", row -> "", key);
    return runs.find("idempotencyKey", key)
        .firstResultOptional()
        .map(run -> new Keyed(run.toRun(), Objects.requireNonNullElse(run.requestDigest, "")));
  }

  @Override
  public List<Run> list(RunFilter filter) {
    RunListQuery query = RunListQuery.of(filter);
    List<String> ids = database.query(query.sql(), row -> row.getString(1), query.parameters());
    Map<String, Run> found = new HashMap<>();
    runs.find("id in ?1", ids).stream().forEach(run -> found.put(run.id, run.toRun()));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  @Override
  public List<String> due(Instant toldBefore, int limit) {
    return database.query(
        "select id from run where announcement_due and announced_at <= ?"
            + " order by announced_at limit ?",
        row -> row.getString(1),
        toldBefore,
        limit);
  }

  @Override
  public Optional<Run> firstUnfinished(String pipelineId) {
    return runs.find(
            "pipelineId = ?1 and state in ?2",
            Sort.by("createdAt").and("id"),
            pipelineId,
            RunEntity.UNFINISHED)
        .firstResultOptional()
        .map(RunEntity::toRun);
  }

  @Override
  public List<String> unfinished(String pipelineId) {
    return database.query(
        "select id from run where pipeline_id = ?"
            + " and state in ('QUEUED', 'PAUSED', 'RUNNING', 'AUDITING', 'PUBLISHING') order by id",
        row -> row.getString(1),
        pipelineId);
  }

  @Override
  public long waiting(String pipelineId) {
    return runs.count("pipelineId = ?1 and state = QUEUED", pipelineId);
  }

  @Override
  public void keep(String run, Instant until) {
    database.update(
        "insert into run_kept (run_id, kept_until) values (?, ?) on conflict (run_id)"
            + " do update set kept_until = excluded.kept_until, given_up = null",
        run,
        until);
  }

  @Override
  public void keepNoMore(String run) {
    database.update("delete from run_kept where run_id = ?", run);
  }

  @Override
  public Optional<Kept> kept(String run) {
    return database.first(
        "select kept_until, given_up from run_kept where run_id = ?",
        row -> {
          String givenUp = row.getString(2);
          return new Kept(
              row.getObject(1, OffsetDateTime.class).toInstant(),
              givenUp == null ? null : Kept.Reason.valueOf(givenUp));
        },
        run);
  }

  @Override
  public void giveUp(String run, Kept.Reason why) {
    database.update("update run_kept set given_up = ? where run_id = ?", why.name(), run);
  }

  @Override
  public List<Superfluous> keptForNothing(Instant now, int limit) {
    return database.query(
        KEPT + " order by kept_until limit ?",
        row -> new Superfluous(row.getString(1), Kept.Reason.valueOf(row.getString(3))),
        now,
        limit);
  }

  @Override
  public Optional<Kept.Reason> keptForNothing(Instant now, String run) {
    return database.first(
        KEPT + " and run_id = ?", row -> Kept.Reason.valueOf(row.getString(3)), now, run);
  }

  @Override
  public boolean inReplay(String run) {
    return runs.count("replayOf = ?1 and state in ?2", run, RunEntity.UNFINISHED) > 0;
  }

  @Override
  public String definition(Run run) {
    return database
        .first(
            "select coalesce(r.definition, v.definition) from run r join pipeline_version v"
                + " on v.pipeline_id = r.pipeline_id and v.version = r.version where r.id = ?",
            row -> row.getString(1),
            run.id())
        .orElseThrow();
  }
}
