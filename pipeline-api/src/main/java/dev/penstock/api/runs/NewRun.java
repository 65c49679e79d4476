package dev.penstock.api.runs;

import java.util.List;

/**
 * A run as it is accepted.
 *
 * @param streams those of its streams that it reads
 * @param pushed records that it brings, at most once for each stream
 * @param added what else is to be done in the same transaction, once the run is there
 */
public record NewRun(
    Run run, List<StreamOutputs> streams, List<PushedSplits> pushed, Runnable added) {
  public NewRun {
    streams = List.copyOf(streams);
    pushed = List.copyOf(pushed);
  }
}
