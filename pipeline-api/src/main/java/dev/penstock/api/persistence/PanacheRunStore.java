package dev.penstock.api.persistence;

import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunFilter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.definition.RejectBudget;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as entities; their streams by plain SQL. */
@ApplicationScoped
class PanacheRunStore implements RunStore {
  private static final Sort NEWEST_FIRST =
      Sort.by("createdAt", Sort.Direction.Descending).and("id", Sort.Direction.Descending);

  private final RunRepository runs;
  private final PipelineVersionRepository versions;
  private final Database database;

  PanacheRunStore(RunRepository runs, PipelineVersionRepository versions, Database database) {
    this.runs = runs;
    this.versions = versions;
    this.database = database;
  }

  @Override
  public void insert(Run run, Optional<Submission> submission, List<StreamOutputs> streams) {
    RunEntity entity = new RunEntity(run);
    submission.ifPresent(
        given -> {
          entity.idempotencyKey = given.key();
          entity.requestDigest = given.digest();
        });
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
    Parameters parameters = new Parameters();
    List<String> conditions = new ArrayList<>();
    filter
        .pipeline()
        .ifPresent(
            pipeline -> {
              conditions.add("pipeline = :pipeline");
              parameters.and("pipeline", pipeline);
            });
    filter
        .state()
        .ifPresent(
            state -> {
              conditions.add("state = :state");
              parameters.and("state", state);
            });
    filter
        .dryRun()
        .ifPresent(
            dryRun -> {
              conditions.add("dryRun = :dryRun");
              parameters.and("dryRun", dryRun);
            });
    String where = conditions.isEmpty() ? "1 = 1" : String.join(" and ", conditions);
    return runs.find(where, NEWEST_FIRST, parameters).page(0, filter.limit()).stream()
        .map(RunEntity::toRun)
        .toList();
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
  public List<String> pipelinesWithWaitingRuns() {
    return database.query(
        "select distinct pipeline_id from run q where state = 'QUEUED' and not exists"
            + " (select from run r where r.pipeline_id = q.pipeline_id"
            + " and r.state in ('RUNNING', 'AUDITING', 'PUBLISHING'))",
        row -> row.getString(1));
  }

  @Override
  public Optional<Run> lockNext(String pipelineId) {
    if (runs.count("pipelineId = ?1 and state in ?2", pipelineId, RunEntity.ACTIVE) > 0) {
      return Optional.empty();
    }
    return runs.find(
            "pipelineId = ?1 and state = QUEUED", Sort.by("createdAt").and("id"), pipelineId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .map(RunEntity::toRun);
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
  public long waiting(String pipelineId) {
    return runs.count("pipelineId = ?1 and state = QUEUED", pipelineId);
  }

  @Override
  public String definition(Run run) {
    return versions.findById(new PipelineVersionEntity.Key(run.pipelineId(), run.version()))
        .definition;
  }
}
