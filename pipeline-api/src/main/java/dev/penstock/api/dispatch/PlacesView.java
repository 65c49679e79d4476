package dev.penstock.api.dispatch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places in use and in all.
 *
 * @param runs of runs that go on
 * @param splits of splits that are read and streams that are planned
 * @param splitsPerRun the most of them of one run
 * @param connections those that have a limit or are in use
 * @param pipelines those that have runs which are not over
 * @param waiting runs that wait, in their order; the first of many
 */
public record PlacesView(
    Used runs,
    Used splits,
    int splitsPerRun,
    List<ConnectionUse> connections,
    List<PipelineUse> pipelines,
    List<WaitingRun> waiting) {
  public PlacesView {
    connections = List.copyOf(connections);
    pipelines = List.copyOf(pipelines);
    waiting = List.copyOf(waiting);
  }

  /** So many of so many. */
  public record Used(int used, int limit) {}

  /**
   * A connection.
   *
   * @param limit {@code null} where it has none of its own
   */
  public record ConnectionUse(String connection, int used, @Nullable Integer limit) {}

  /**
   * A pipeline.
   *
   * @param runs that go on
   * @param paused runs that are held
   * @param waiting runs that wait
   */
  public record PipelineUse(String pipeline, int runs, int paused, int waiting) {}

  /** A run that waits, and for what. */
  public record WaitingRun(
      String run, String pipeline, int priority, Instant since, String reason) {}
}
