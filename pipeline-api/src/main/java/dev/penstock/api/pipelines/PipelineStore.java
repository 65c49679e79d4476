package dev.penstock.api.pipelines;

import java.util.List;
import java.util.Optional;

/** Where pipelines are kept. Every method works in the caller's transaction. */
public interface PipelineStore {
  /** Finds a pipeline, deleted or not, and locks it against every other change until commit. */
  Optional<Head> lock(String name);

  /** As {@link #lock}, by id. */
  Optional<Head> lockById(String id);

  /** Adds a version; the first one makes the pipeline, a later one revives it. */
  void add(PipelineVersion version);

  void markDeleted(String id);

  /** The current version, unless the pipeline is deleted. */
  Optional<PipelineVersion> current(String name);

  /** Any version, also of a deleted pipeline. */
  Optional<PipelineVersion> version(String name, int version);

  /**
   * The current versions of the pipelines that are not deleted, by name.
   *
   * @param after the name before the first; empty for the begin
   * @param part stands in the names, in any case; empty for all
   */
  List<PipelineVersion> list(String after, String part, int limit);

  /** Versions of a pipeline, deleted or not, below a number, the newest first. */
  List<PipelineVersion> versions(String name, int below, int limit);

  /** Whether a run of the pipeline has not ended. */
  boolean hasUnfinishedRun(String id);

  /** What is locked: the pipeline itself. */
  record Head(String id, int latest, boolean deleted) {}
}
