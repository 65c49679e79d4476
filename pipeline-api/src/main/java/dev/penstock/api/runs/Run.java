package dev.penstock.api.runs;

import dev.penstock.definition.RunMode;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is kept. Its state and epoch change only in {@link RunLifecycle}.
 *
 * @param pipeline name of the pipeline
 * @param mode how much of its sources it reads
 * @param revision grows with everything that others are told of the run
 * @param announcement when it was last told, and whether there is news since
 * @param cleaned whether its staging is gone
 * @param replayOf the run whose rejects it takes up again; {@code null} for every other run
 */
public record Run(
    String id,
    String pipelineId,
    String pipeline,
    int version,
    RunMode mode,
    RunState state,
    int epoch,
    long revision,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    RunDetails details,
    Announcement announcement,
    boolean cleaned,
    @Nullable String replayOf) {

  /** A run that was just accepted. */
  public static Run accepted(
      String id, String pipelineId, String pipeline, int version, RunMode mode, Instant now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        mode,
        RunState.QUEUED,
        1,
        1,
        now,
        null,
        null,
        RunDetails.none(),
        new Announcement(now, false),
        false,
        null);
  }

  /** A replay of some of another run's rejects that was just accepted. */
  public static Run replay(
      String id, Run of, int version, RunDetails.ReplayNote note, Instant now) {
    return new Run(
        id,
        of.pipelineId(),
        of.pipeline(),
        version,
        RunMode.REPLAY,
        RunState.QUEUED,
        1,
        1,
        now,
        null,
        null,
        RunDetails.none().withReplay(note),
        new Announcement(now, false),
        false,
        of.id());
  }

  Run withDetails(RunDetails now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        mode,
        state,
        epoch,
        revision,
        createdAt,
        startedAt,
        finishedAt,
        now,
        announcement,
        cleaned,
        replayOf);
  }

  Run asCleaned() {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        mode,
        state,
        epoch,
        revision,
        createdAt,
        startedAt,
        finishedAt,
        details,
        announcement,
        true,
        replayOf);
  }

  /** News that can wait for the next announcement. */
  Run withNews() {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        mode,
        state,
        epoch,
        revision,
        createdAt,
        startedAt,
        finishedAt,
        details,
        new Announcement(announcement.at(), true),
        cleaned,
        replayOf);
  }

  /** Told at this moment, under a revision of its own. */
  Run announced(Instant now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        mode,
        state,
        epoch,
        revision + 1,
        createdAt,
        startedAt,
        finishedAt,
        details,
        new Announcement(now, false),
        cleaned,
        replayOf);
  }

  /**
   * When the run was last told to the public.
   *
   * @param due whether there is news since
   */
  public record Announcement(Instant at, boolean due) {}
}
