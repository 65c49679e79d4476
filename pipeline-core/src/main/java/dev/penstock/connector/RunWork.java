package dev.penstock.connector;

import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import java.util.Set;

/**
 * A run that is to be audited or published.
 *
 * @param version of the pipeline
 * @param from where its records came from; from {@link RunFrom#BRONZE} it has no raw copies to load
 * @param until how far it goes; to {@link RunUntil#BRONZE} it loads nothing but raw copies
 * @param dryRun whether it shows nothing, not even where batches become visible as they come
 * @param streams those that it loads; the outputs of all others stand as they are published, and so
 *     do models that read none of its outputs
 */
public record RunWork(
    String run,
    int epoch,
    RunMode mode,
    RunFrom from,
    RunUntil until,
    int version,
    PipelineDefinition pipeline,
    boolean dryRun,
    Set<String> streams) {
  public RunWork {
    streams = Set.copyOf(streams);
  }

  /** A run of all streams, or of none where it reads what is published. */
  public RunWork(
      String run,
      int epoch,
      RunMode mode,
      RunFrom from,
      int version,
      PipelineDefinition pipeline,
      boolean dryRun) {
    this(
        run,
        epoch,
        mode,
        from,
        RunUntil.GOLD,
        version,
        pipeline,
        dryRun,
        from == RunFrom.SILVER ? Set.of() : pipeline.streams().keySet());
  }

  /** A run that shows what it has. */
  public RunWork(
      String run, int epoch, RunMode mode, RunFrom from, int version, PipelineDefinition pipeline) {
    this(run, epoch, mode, from, version, pipeline, false);
  }

  /** A run of version 1 that reads its sources. */
  public RunWork(String run, int epoch, RunMode mode, PipelineDefinition pipeline) {
    this(run, epoch, mode, RunFrom.SOURCE, 1, pipeline);
  }

  /** What of the pipeline it loads, builds and checks. */
  public RunScope scope() {
    return new RunScope(this);
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
