package dev.penstock.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the outside learns of a run, in order: created once, then updated. */
public sealed interface PipelineEvent {
  /** The run's id. */
  String id();

  /** The pipeline's name. */
  String name();

  /** When, by the run's clock. */
  Instant at();

  /** A run begins. */
  record RunCreated(String id, String name, Instant at, int stageCount) implements PipelineEvent {}

  /**
   * A stage was completed, or the run is over.
   *
   * @param totalDuration time since the run began
   * @param completedStages names of the stages that succeeded, in order
   */
  record RunUpdated(
      String id,
      String name,
      Instant at,
      RunStatus status,
      Duration totalDuration,
      List<String> completedStages)
      implements PipelineEvent {
    public RunUpdated {
      completedStages = List.copyOf(completedStages);
    }
  }
}
