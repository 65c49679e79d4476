package dev.penstock.api.metrics;

import dev.penstock.messaging.RunState;
import java.util.List;
import java.util.Map;

/** Reads the state that all replicas share, in the caller's transaction. */
public interface SampleStore {
  /**
   * The state as it is now.
   *
   * @param pipelines the most names of pipelines
   */
  Sample take(int pipelines);

  /**
   * A look at the state.
   *
   * @param runs that are not over, by state
   * @param stalled those of them in which nothing moves
   * @param outboxLength messages that are not in Kafka yet
   * @param outboxFirst number of the first of them; 0 where there is none
   * @param deliveries that wait to be sent
   * @param lateSchedules schedules whose time has come more than a minute ago
   * @param pipelines names
   */
  record Sample(
      Map<RunState, Long> runs,
      long stalled,
      long outboxLength,
      long outboxFirst,
      long deliveries,
      long lateSchedules,
      List<String> pipelines) {
    public Sample {
      runs = Map.copyOf(runs);
      pipelines = List.copyOf(pipelines);
    }
  }
}
