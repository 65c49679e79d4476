package dev.penstock.api.stats;

import dev.penstock.api.stats.Statistics.Counts;
import dev.penstock.api.stats.Statistics.Failing;
import dev.penstock.api.stats.Statistics.Now;
import dev.penstock.api.stats.Statistics.Slow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where runs are counted. Every method works in the caller's transaction. */
public interface StatsStore {
  /** The key of {@link #ended} under which all steps together stand. */
  int TOTAL = -1;

  /**
   * Runs that ended, by the number of their step, from 0; steps without runs are missing.
   *
   * @param bounds begin of each step, then the end of the last
   */
  Map<Integer, Counts> ended(List<Instant> bounds, Optional<String> pipeline);

  Now now(Optional<String> pipeline);

  /**
   * Runs that take long, now or since a time.
   *
   * @param now by which runs that go on are measured
   */
  List<Slow> slow(Instant since, Instant now, Optional<String> pipeline, int limit);

  List<Failing> failing(Optional<String> pipeline, int limit);

  /** The latest runs of each of the pipelines, newest first. */
  Map<String, List<RunPoint>> latest(Collection<String> pipelines, int limit);
}
