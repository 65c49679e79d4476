package dev.penstock.connector;

import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;

/** A run that is to be audited or published. */
public record RunWork(String run, int epoch, RunMode mode, PipelineDefinition pipeline) {
  /**
   * How the rows of an output or of a raw copy meet those that are there. A full run replaces
   * everything, a replay adds whatever the definition says; else the raw copy is kept as its
   * stream's outputs are.
   *
   * @param output name of the output, or {@link dev.penstock.definition.StreamDefinition#BRONZE}
   */
  public LoadMode loadMode(String stream, String output) {
    return switch (mode) {
      case FULL -> LoadMode.REPLACE;
      case REPLAY -> LoadMode.APPEND;
      case INCREMENTAL -> pipeline.stream(stream).loadMode(output);
    };
  }
}
