package dev.penstock.api.runs;

import java.util.List;
import java.util.Optional;

/**
 * A run as it is accepted.
 *
 * @param definition what its order made of its version's text; empty where it is the same
 * @param streams those of its streams that it reads
 * @param pushed records that it brings, at most once for each stream
 * @param added what else is to be done in the same transaction, once the run is there
 */
public record NewRun(
    Run run,
    Optional<String> definition,
    List<StreamOutputs> streams,
    List<PushedSplits> pushed,
    Runnable added) {
  public NewRun {
    streams = List.copyOf(streams);
    pushed = List.copyOf(pushed);
  }
}
