package dev.penstock.api.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where runs are kept. Every method works in the caller's transaction. */
public interface RunStore {
  /**
   * Adds a run with its streams.
   *
   * @param definition what the run's parameters, environment and overrides made of its version's
   *     text; empty where it is the same
   */
  void insert(
      Run run,
      Optional<Submission> submission,
      List<StreamOutputs> streams,
      Optional<String> definition);

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

  /** The run of the pipeline that was accepted first of those that are not over. */
  Optional<Run> firstUnfinished(String pipelineId);

  /** Ids of the pipeline's runs that are not over, sorted. */
  List<String> unfinished(String pipelineId);

  /** How many runs of the pipeline wait. */
  long waiting(String pipelineId);

  /** Notes until when a run that failed can be tried again. */
  void keep(String run, Instant until);

  /** A run that failed is tried again; it is no longer one that is kept. */
  void keepNoMore(String run);

  /** Until when a run that failed can be tried again, or why not; empty where it never was kept. */
  Optional<Kept> kept(String run);

  /** Notes that a run that failed cannot be tried again. */
  void giveUp(String run, Kept.Reason why);

  /**
   * Runs that are kept for nothing: for too long, of a pipeline that is gone, or older than another
   * run of their pipeline that has begun.
   */
  List<Superfluous> keptForNothing(Instant now, int limit);

  /** Why the run is kept for nothing; empty where it can be tried again, or is not kept. */
  Optional<Kept.Reason> keptForNothing(Instant now, String run);

  /** Whether a run takes up rejects of this one and is not over. */
  boolean inReplay(String run);

  /** The text that the run goes by: its pipeline version's, or what its order made of it. */
  String definition(Run run);

  /**
   * What a client sent with an idempotency key.
   *
   * @param digest of the request's body
   */
  record Submission(String key, String digest) {}

  /** A run that is kept for nothing. */
  record Superfluous(String run, Kept.Reason why) {}

  /** The run that a key stands for. */
  record Keyed(Run run, String digest) {}
}
