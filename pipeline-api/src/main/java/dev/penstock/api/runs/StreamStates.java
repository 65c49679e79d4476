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
  /** Makes what the streams of a run noted the state from which the next run starts. */
  void publish(Run run, Instant now);

  /** The next run reads all of the sources that this one read a part of. */
  void forget(Run run);

  /** What is noted of a pipeline's streams, in each environment. */
  List<StreamState> of(String pipelineId);

  /**
   * What is noted of one stream, if its source is still the same.
   *
   * @param environment where it ran; empty for none
   */
  Optional<StreamState> of(String pipelineId, String environment, StreamOutputs stream);

  /**
   * A stream after its last published run.
   *
   * @param environment where that ran; empty for none
   * @param columns an Arrow schema in Arrow's JSON form
   * @param state what its source noted, if anything
   */
  record StreamState(
      String environment,
      String stream,
      String columns,
      @Nullable JsonNode state,
      String run,
      Instant savedAt) {}
}
