package dev.penstock.api.dispatch;

import java.util.Map;

/**
 * How much may go on at a time.
 *
 * @param runs in all
 * @param splits that are read, and streams that are planned, in all
 * @param splitsPerRun the same of one run, whose definition may say less
 * @param runsPerPipeline of a pipeline that allows several
 * @param connections splits and plans at a connection, by its name; where there is none as many as
 *     the other limits allow
 */
public record Limits(
    int runs, int splits, int splitsPerRun, int runsPerPipeline, Map<String, Integer> connections) {
  public Limits {
    connections = Map.copyOf(connections);
    if (runs < 1 || splits < 1 || splitsPerRun < 1 || runsPerPipeline < 1) {
      throw new IllegalArgumentException("a limit under penstock.limits is less than 1");
    }
    connections.forEach(
        (name, most) -> {
          if (most < 1) {
            throw new IllegalArgumentException(
                "penstock.connections." + name + ".max-splits is less than 1");
          }
        });
  }

  int of(String connection) {
    return connections.getOrDefault(connection, Integer.MAX_VALUE);
  }
}
