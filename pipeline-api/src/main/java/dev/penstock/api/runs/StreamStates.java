package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What streams know of their sources from run to run. Every method works in the caller's
 * transaction.
 */
public interface StreamStates {
  /** With what the streams of a run start, in their author's order. */
  List<StreamStart> starts(Run run);

  /** Keeps the records that came with the request for a run. */
  void push(String run, PushedSplits pushed);

  /** Makes what the streams of a run noted the state from which the next run starts. */
  void publish(Run run, Instant now);

  /** Forgets the records that came with a run's request. */
  void forget(String run);

  /** What is noted of a pipeline's streams. */
  List<StreamState> of(String pipelineId);

  /** What is noted of one stream, if its source is still the same. */
  Optional<StreamState> of(String pipelineId, StreamOutputs stream);

  /**
   * A stream after its last published run.
   *
   * @param columns an Arrow schema in Arrow's JSON form
   * @param state what its source noted, if anything
   */
  record StreamState(
      String stream, String columns, @Nullable JsonNode state, String run, Instant savedAt) {}
}
