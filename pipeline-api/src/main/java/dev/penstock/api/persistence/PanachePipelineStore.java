package dev.penstock.api.persistence;

import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pipelines as entities. */
@ApplicationScoped
class PanachePipelineStore implements PipelineStore {
  private final PipelineRepository pipelines;
  private final PipelineVersionRepository versions;
  private final RunRepository runs;
  private final Database database;

  PanachePipelineStore(
      PipelineRepository pipelines,
      PipelineVersionRepository versions,
      RunRepository runs,
      Database database) {
    this.pipelines = pipelines;
    this.versions = versions;
    this.runs = runs;
    this.database = database;
  }

  @Override
  public Optional<Head> lock(String name) {
    // The name may have no row yet that could be locked.
    database.query(
        "select pg_advisory_xact_lock(hashtextextended('pipeline ' || ?, 0))", row -> "", name);
    return pipelines
        .find("name", name)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .map(PanachePipelineStore::head);
  }

  @Override
  public Optional<Head> lockById(String id) {
    return pipelines
        .findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
        .map(PanachePipelineStore::head);
  }

  @Override
  public void add(PipelineVersion version) {
    PipelineEntity pipeline =
        pipelines
            .findByIdOptional(version.id())
            .orElseGet(() -> new PipelineEntity(version.id(), version.name()));
    pipeline.latest = version.version();
    pipeline.deleted = false;
    pipelines.persist(pipeline);
    versions.persist(new PipelineVersionEntity(version));
    versions.flush();
  }

  @Override
  public void markDeleted(String id) {
    pipelines.update("deleted = true where id = ?1", id);
  }

  @Override
  public Optional<PipelineVersion> current(String name) {
    return pipelines
        .find("name = ?1 and not deleted", name)
        .firstResultOptional()
        .flatMap(pipeline -> version(pipeline, pipeline.latest));
  }

  @Override
  public Optional<PipelineVersion> version(String name, int version) {
    return pipelines
        .find("name", name)
        .firstResultOptional()
        .flatMap(pipeline -> version(pipeline, version));
  }

  @Override
  public List<PipelineVersion> list(String after, String part, int limit) {
    return pipelines
        .find(
            "not deleted and name > ?1 and locate(?2, lower(name)) > 0",
            Sort.by("name"),
            after,
            part.toLowerCase(Locale.ROOT))
        .page(0, limit)
        .stream()
        .flatMap(pipeline -> version(pipeline, pipeline.latest).stream())
        .toList();
  }

  @Override
  public List<PipelineVersion> versions(String name, int below, int limit) {
    return pipelines
        .find("name", name)
        .firstResultOptional()
        .map(
            pipeline ->
                versions
                    .find(
                        "pipelineId = ?1 and version < ?2",
                        Sort.by("version", Sort.Direction.Descending),
                        pipeline.id,
                        below)
                    .page(0, limit)
                    .stream()
                    .map(entity -> entity.toVersion(name))
                    .toList())
        .orElse(List.of());
  }

  @Override
  public boolean hasUnfinishedRun(String id) {
    return runs.count("pipelineId = ?1 and state in ?2", id, RunEntity.UNFINISHED) > 0;
  }

  private Optional<PipelineVersion> version(PipelineEntity pipeline, int version) {
    @Nullable PipelineVersionEntity found =
        versions.findById(new PipelineVersionEntity.Key(pipeline.id, version));
    return Optional.ofNullable(found).map(entity -> entity.toVersion(pipeline.name));
  }

  private static Head head(PipelineEntity pipeline) {
    return new Head(pipeline.id, pipeline.latest, pipeline.deleted);
  }
}
