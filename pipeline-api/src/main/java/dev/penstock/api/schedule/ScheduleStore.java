package dev.penstock.api.schedule;

import dev.penstock.api.runs.Run;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where schedules are kept. Every method works in the caller's transaction. */
public interface ScheduleStore {
  Optional<ScheduleState> find(String pipeline);

  /** Makes the row of a pipeline where there is none. */
  void add(ScheduleState state);

  /** Finds a row and locks it until commit. */
  Optional<ScheduleState> lock(String pipelineId);

  /** Writes a row that was locked. */
  void save(ScheduleState state);

  /** Pipelines whose current version was not read yet, deleted ones among them. */
  List<Unread> unread(int limit);

  /** Pipelines whose schedules of these kinds have something to do, the most urgent first. */
  List<String> due(Collection<ScheduleState.Kind> kinds, Instant now, int limit);

  /** All schedules that are not paused. */
  List<ScheduleState> active(int limit);

  /** All schedules by pipeline, those that are paused among them. */
  List<ScheduleState> all(int limit);

  /** Notes a run that is to be started; nothing where it is noted already. */
  void add(Occasion occasion);

  /** The next run of each pipeline that is to be started now. */
  List<Occasion> ready(Instant now, int limit);

  void remove(Occasion occasion);

  void postpone(Occasion occasion, Instant until);

  /** Forgets all but the newest runs of a pipeline that are to be started. */
  void keepNewest(String pipelineId, int count);

  long waiting(String pipelineId);

  /** Notes a run of each pipeline that follows the one of a run. */
  void follow(Run run, Instant now);

  /** The files of the last look, each with whether it had settled. */
  Map<SeenFile, Boolean> files(String pipelineId);

  void forgetFiles(String pipelineId, Collection<String> paths);

  void keepFiles(String pipelineId, Collection<SeenFile> files, boolean settled);

  /**
   * A pipeline whose schedule is to be read.
   *
   * @param deleted whether the pipeline is gone
   */
  record Unread(String pipelineId, String pipeline, boolean deleted) {}
}
