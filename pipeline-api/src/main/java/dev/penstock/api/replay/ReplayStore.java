package dev.penstock.api.replay;

import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.batch.Stage;
import dev.penstock.definition.RunMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a replay reads and changes of rejects and runs. Every method works in the caller's
 * transaction. A reject is named by its id in its run.
 */
public interface ReplayStore {
  /**
   * Locks the rejects that fit a filter, the lowest ids first.
   *
   * @param limit the most that are given
   */
  List<Found> lock(String run, RejectFilter filter, int limit);

  /** Some rejects of a run that are locked, the lowest ids first. */
  List<Kept> read(String run, List<Long> ids);

  /** How many rejects fit a filter, by status. */
  Map<RejectStatus, Long> count(String run, RejectFilter filter);

  /** Rejects are on their way in a replay, which is there. */
  void take(String run, List<Long> ids, String replay, Instant now);

  /** The columns of a stream as its run read it, in Arrow's JSON form. */
  Optional<String> columns(String run, String stream);

  /** What ran of the pipeline after a run, or may yet; replays apart. */
  List<Later> later(String pipelineId, String run);

  /** The rejects that are on their way in a replay. */
  List<Taken> taken(String run, String replay);

  /** The rejects that came of a replay, as far as they are kept. */
  List<Again> rejectsOf(String replay);

  /** Puts rejects that are on their way back to what they were before. */
  void release(String run, String replay, Instant now);

  /**
   * Rejects that are on their way arrived, but for those that are rejected again: they take over
   * what the reject of the replay says, which is dismissed and never replayed itself.
   */
  void arrive(String run, String replay, List<Failed> failed, Instant now);

  /** Gives the rejects that came of a replay the places that their records first had. */
  void place(String replay, Map<Long, String> places);

  /** A reject without its record. */
  record Found(long id, int bytes) {}

  /**
   * A reject that can be taken up.
   *
   * @param output the only output that lacks the record; empty where every output does
   * @param version of the pipeline that rejected it
   * @param sentTo the only outputs that its split went to; empty for all
   */
  record Kept(
      long id,
      String stream,
      Stage stage,
      String step,
      String output,
      int version,
      String original,
      List<String> sentTo) {
    public Kept {
      sentTo = List.copyOf(sentTo);
    }
  }

  /** A reject that is on its way. */
  record Taken(long id, String stream, String place) {}

  /**
   * A reject of a replay.
   *
   * @param output the only output that lacks the record; empty where all of {@code sentTo} do
   * @param split the split that its record came in
   * @param sentTo the outputs that the split went to
   */
  record Again(
      long id,
      String stream,
      Stage stage,
      String step,
      String place,
      String output,
      String split,
      List<String> sentTo) {
    public Again {
      sentTo = List.copyOf(sentTo);
    }
  }

  /** A reject that is on its way was rejected again, as a reject of the replay says. */
  record Failed(long id, long again) {}

  /**
   * What later runs were.
   *
   * @param definition what they went by where it is not their version's
   * @param outputs what they loaded: names of outputs, {@code bronze} among them
   */
  record Later(
      int version,
      Optional<String> definition,
      RunMode mode,
      Set<String> outputs,
      String run,
      boolean over) {
    public Later {
      outputs = Set.copyOf(outputs);
    }
  }
}
