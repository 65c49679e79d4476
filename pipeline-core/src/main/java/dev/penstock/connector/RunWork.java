package dev.penstock.connector;

import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;

/**
 * A run that is to be audited or published.
 *
 * @param version of the pipeline
 * @param from where its records came from; from {@link RunFrom#BRONZE} it has no raw copies to load
 * @param dryRun whether it shows nothing, not even where batches become visible as they come
 */
public record RunWork(
    String run,
    int epoch,
    RunMode mode,
    RunFrom from,
    int version,
    PipelineDefinition pipeline,
    boolean dryRun) {

  /** A run that shows what it has. */
  public RunWork(
      String run, int epoch, RunMode mode, RunFrom from, int version, PipelineDefinition pipeline) {
    this(run, epoch, mode, from, version, pipeline, false);
  }

  /** A run of version 1 that reads its sources. */
  public RunWork(String run, int epoch, RunMode mode, PipelineDefinition pipeline) {
    this(run, epoch, mode, RunFrom.SOURCE, 1, pipeline);
  }

  /**
   * How the rows of an output or of a raw copy meet those that are there. The raw copy is kept as
   * its stream's outputs are.
   *
   * @param output name of the output, or {@link dev.penstock.definition.StreamDefinition#BRONZE}
   */
  public LoadMode loadMode(String stream, String output) {
    LoadMode declared = pipeline.stream(stream).loadMode(output);
    LoadMode now =
        switch (mode) {
          case FULL -> declared.whenFull();
          case REPLAY -> declared.whenReplayed();
          case INCREMENTAL -> declared;
        };
    return dryRun ? now.whenRehearsed() : now;
  }

  /** How the definition keeps the rows of an output, as far as this run is to know. */
  public LoadMode declaredMode(String stream, String output) {
    LoadMode declared = pipeline.stream(stream).loadMode(output);
    return dryRun ? declared.whenRehearsed() : declared;
  }
}
