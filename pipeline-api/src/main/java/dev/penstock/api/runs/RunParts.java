package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.error.Refusal;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which part of its pipeline a run loads. Thread-safe.
 *
 * @param rawCopies knows whether bronze can be read
 */
record RunParts(RawCopies rawCopies) {
  /**
   * The streams that the run loads, with what of them.
   *
   * @param asked names of streams that the definition has; empty for all
   * @throws Refusal where the definition has no such part
   */
  List<StreamOutputs> streams(PipelineDefinition pipeline, RunKind kind, List<String> asked) {
    if (kind.from() == RunFrom.SILVER) {
      demandModels(pipeline);
      return List.of();
    }
    Set<String> wanted = asked.isEmpty() ? pipeline.streams().keySet() : Set.copyOf(asked);
    if (kind.from() == RunFrom.BRONZE) {
      rawCopies.mustBeReadable(pipeline, wanted);
    }
    if (kind.until() == RunUntil.BRONZE) {
      demandBronze(pipeline, wanted);
    }
    return StreamOutputs.of(pipeline, kind, wanted);
  }

  private static void demandModels(PipelineDefinition pipeline) {
    if (pipeline.models().isEmpty()) {
      throw new Refusal(
          CONFLICT,
          new Problem(
              "no-models",
              "pipelines/" + pipeline.name(),
              "The pipeline has no models, so there is nothing to build from its tables.",
              "Start a run from its sources or from bronze."));
    }
  }

  private static void demandBronze(PipelineDefinition pipeline, Set<String> wanted) {
    List<Problem> problems = new ArrayList<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              if (wanted.contains(name) && stream.bronze().isEmpty()) {
                problems.add(noBronze(name, stream));
              }
            });
    if (!problems.isEmpty()) {
      throw new Refusal(CONFLICT, problems);
    }
  }

  private static Problem noBronze(String name, StreamDefinition stream) {
    return new Problem(
        "no-bronze",
        "streams." + name,
        "The stream " + name + " keeps no raw copy, so there is nothing to load until bronze.",
        "Give it `bronze: { table: … }`, or name the streams that have one: `streams: [ … ]`.");
  }
}
