package dev.penstock.api.runs;

import dev.penstock.batch.Counts;
import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult.StagedOutput;
import java.time.Instant;
import java.util.List;

/** How far a run's streams are, summed over their splits; as exact as the reports so far. */
public record Progress(List<StreamProgress> streams, List<OutputProgress> outputs) {
  public Progress {
    streams = List.copyOf(streams);
    outputs = List.copyOf(outputs);
  }

  /** Whether every split of every stream is loaded at every output. */
  public boolean complete() {
    return streams.stream().allMatch(StreamProgress::done);
  }

  /** The books before the audit. */
  public Books books() {
    return books(List.of());
  }

  /**
   * The books behind the audit.
   *
   * @param audited how many rows it found at each output; empty before
   */
  public Books books(List<StagedOutput> audited) {
    return Books.of(this, audited);
  }

  /** All rejected records, each once. */
  public long rejected() {
    return rejected(Stage.EXTRACT) + rejected(Stage.TRANSFORM) + rejected(Stage.LOAD);
  }

  /** Records that a stage has passed on; behind the reading those of all outputs. */
  public long records(Stage stage) {
    return switch (stage) {
      case EXTRACT -> streams.stream().mapToLong(stream -> stream.read - stream.rejected).sum();
      case TRANSFORM -> outputs.stream().mapToLong(output -> output.transformed.passed()).sum();
      case LOAD -> outputs.stream().mapToLong(OutputProgress::loaded).sum();
      case AUDIT, PUBLISH -> 0;
    };
  }

  public long rejected(Stage stage) {
    return switch (stage) {
      case EXTRACT -> streams.stream().mapToLong(StreamProgress::rejected).sum();
      case TRANSFORM -> streams.stream().mapToLong(StreamProgress::transformRejected).sum();
      case LOAD -> outputs.stream().mapToLong(OutputProgress::rejected).sum();
      case AUDIT, PUBLISH -> 0;
    };
  }

  /** Records that steps dropped, for all outputs. */
  public long filtered() {
    return outputs.stream().mapToLong(output -> output.transformed.filtered()).sum();
  }

  /** The stages of a running run, moved on to what the counts show. */
  List<StageProgress> stages(List<StageProgress> before, Instant now) {
    return before.stream()
        .map(
            stage -> stage.state() == StageState.DONE ? stage : stage.to(state(stage.stage()), now))
        .toList();
  }

  private StageState state(Stage stage) {
    return switch (stage) {
      case EXTRACT ->
          streams.stream().allMatch(StreamProgress::extracted)
              ? StageState.DONE
              : StageState.RUNNING;
      case TRANSFORM ->
          state(
              streams.stream().allMatch(StreamProgress::transformDone),
              streams.stream().anyMatch(stream -> stream.splitsInTransform > 0));
      case LOAD ->
          state(
              streams.stream().allMatch(StreamProgress::planned)
                  && outputs.stream().allMatch(OutputProgress::done),
              outputs.stream().anyMatch(output -> output.splitsStarted > 0));
      case AUDIT, PUBLISH -> StageState.PENDING;
    };
  }

  private static StageState state(boolean done, boolean started) {
    return done ? StageState.DONE : started ? StageState.RUNNING : StageState.PENDING;
  }

  /**
   * A stream.
   *
   * @param notes what its source had to say when it was planned
   * @param splitsDone splits that are loaded at every output
   * @param bytes size of the source as far as it is known
   * @param read records read, rejects included
   * @param rejected records rejected while reading
   * @param transformRejected records rejected by steps, each once
   */
  public record StreamProgress(
      String stream,
      boolean planned,
      List<String> notes,
      long splits,
      long splitsDone,
      long splitsExtracted,
      long splitsInTransform,
      long splitsTransformed,
      long bytes,
      long bytesRead,
      long read,
      long rejected,
      long transformRejected) {
    public StreamProgress {
      notes = List.copyOf(notes);
    }

    boolean done() {
      return planned && splits > 0 && splitsDone == splits;
    }

    boolean extracted() {
      return planned && splits > 0 && splitsExtracted == splits;
    }

    boolean transformDone() {
      return planned && splits > 0 && splitsTransformed == splits;
    }
  }

  /**
   * An output of a stream.
   *
   * @param read rows that reached the destination
   * @param difference records of the splits that are unaccounted for, between any two stages; what
   *     is too many in one split does not make up for what is missing in another
   * @param transformed what became of the records on their way through the steps to this output
   */
  public record OutputProgress(
      String stream,
      String output,
      long splits,
      long splitsStarted,
      long splitsDone,
      long read,
      long loaded,
      long rejected,
      long difference,
      Counts transformed) {
    boolean done() {
      return splits > 0 && splitsDone == splits;
    }
  }
}
