package dev.penstock.api.runs;

import dev.penstock.batch.SplitId;
import dev.penstock.messaging.Report;
import java.util.List;
import java.util.Optional;

/** Where the counts of splits are kept. Every method works in the caller's transaction. */
public interface ProgressStore {
  /**
   * Adds the counts of reports of one run, whose row is locked, in their order. Reports that were
   * overtaken or come again, and reports without counts, change nothing.
   */
  void add(String run, List<Report> reports);

  /**
   * Notes which columns the splits of a plan have and which outputs they go to, where these are not
   * those of the stream.
   */
  void aim(String run, PushedSplits pushed);

  /** Takes splits that will not be read out of the plan of streams that have their records. */
  void cut(String run, long limit);

  /**
   * Forgets all that was told of streams that are not planned and of splits that are not loaded to
   * their end at all of their outputs, rejects included: they are read again, and what is told of
   * them counts from this epoch on.
   */
  void forget(String run, int sinceEpoch);

  /** The epoch since which what is told of a split counts. */
  int sinceEpoch(SplitId split);

  Progress progress(String run);

  /** Rules that only warn and were broken, by stream, the most frequent first. */
  List<WarningView> warnings(String run, int limit);

  /** The first splits of each stream, in order of their ids, at most {@code limit} in all. */
  List<SplitView> splits(String run, int limit);

  /** Keys of the run's splits behind one of them, in order, without their outputs. */
  List<SplitKey> splitKeys(String run, Optional<SplitKey> after, int limit);

  /** The streams of a run with their outputs. */
  List<StreamOutputs> outputs(String run);

  /** A split in its run. */
  record SplitKey(String stream, String split) {}
}
