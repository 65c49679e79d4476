package dev.penstock.cli.definition;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.PipelineDefinition;
import java.util.List;
import java.util.Map;

/** A part of a pipeline. Stateless. */
final class Chosen {
  private Chosen() {}

  /** The pipeline with one stream and nothing behind it. */
  static PipelineDefinition stream(PipelineDefinition pipeline, String name) {
    if (!pipeline.streams().containsKey(name)) {
      throw new CliException(
          Exit.NOT_FOUND,
          "The pipeline has no stream "
              + name
              + ". "
              + NearMiss.advice(name, pipeline.streams().keySet(), "Its streams"));
    }
    return new PipelineDefinition(
        pipeline.name(),
        pipeline.description(),
        Map.of(name, pipeline.stream(name)),
        Map.of(),
        List.of());
  }
}
