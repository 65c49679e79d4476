package dev.penstock.api.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where runs are kept. Every method works in the caller's transaction. */
public interface RunStore {
  /** Adds a run with its streams. */
  void insert(Run run, Optional<Submission> submission, List<StreamOutputs> streams);

  Optional<Run> find(String id);

  /** Finds a run and locks it against every other change until commit. */
  Optional<Run> lock(String id);

  /** Writes a run that was locked. */
  void save(Run run);

  /** Reserves the key until commit and finds the run that it already stands for. */
  Optional<Keyed> findByKey(String key);

  /** Runs, newest first. */
  List<Run> list(RunFilter filter);

  /** Runs with news that were last told before the time, the oldest news first. */
  List<String> due(Instant toldBefore, int limit);

  /** Ids of pipelines whose next run could start. */
  List<String> pipelinesWithWaitingRuns();

  /** The next run that waits, locked; empty where none waits or another run is not yet over. */
  Optional<Run> lockNext(String pipelineId);

  /** The run of the pipeline that was accepted first of those that are not over. */
  Optional<Run> firstUnfinished(String pipelineId);

  /** How many runs of the pipeline wait. */
  long waiting(String pipelineId);

  /** The text of the run's pipeline version. */
  String definition(Run run);

  /**
   * What a client sent with an idempotency key.
   *
   * @param digest of the request's body
   */
  record Submission(String key, String digest) {}

  /** The run that a key stands for. */
  record Keyed(Run run, String digest) {}
}
