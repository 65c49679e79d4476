package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is kept. Its state and epoch change only in {@link RunLifecycle}.
 *
 * @param pipeline name of the pipeline
 * @param kind how much it reads of what, and whether anything of it becomes visible
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
    RunKind kind,
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

  /** A run of its sources that was just accepted. */
  public static Run accepted(
      String id, String pipelineId, String pipeline, int version, RunMode mode, Instant now) {
    return accepted(id, pipelineId, pipeline, version, RunKind.of(mode), now);
  }

  /** A run that was just accepted. */
  public static Run accepted(
      String id, String pipelineId, String pipeline, int version, RunKind kind, Instant now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        kind,
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
        RunKind.of(RunMode.REPLAY),
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

  public RunMode mode() {
    return kind.mode();
  }

  public RunFrom from() {
    return kind.from();
  }

  public boolean dryRun() {
    return kind.dryRun();
  }

  Run withDetails(RunDetails now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        kind,
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
        kind,
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
        kind,
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
        kind,
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
