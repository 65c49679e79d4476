package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is kept. Its state and epoch change only in {@link RunLifecycle}.
 *
 * @param pipeline name of the pipeline
 * @param kind how much it reads of what, and whether anything of it becomes visible
 * @param order what else was asked for
 * @param priority the higher, the sooner it gets a place
 * @param attempt 1 until it is tried again
 * @param notBefore it waits at least until then; {@code null} where it need not
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
    RunOrder order,
    int priority,
    RunState state,
    int attempt,
    @Nullable Instant notBefore,
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
      String id,
      String pipelineId,
      String pipeline,
      int version,
      RunKind kind,
      RunOrder order,
      int priority,
      Instant now) {
    return accepted(
        id, pipelineId, pipeline, version, kind, order, priority, RunDetails.none(), null, now);
  }

  /**
   * A replay of some of another run's rejects that was just accepted.
   *
   * @param order where and with what it runs: as the other run did
   */
  public static Run replay(
      String id, Run of, int version, RunOrder order, RunDetails.ReplayNote note, Instant now) {
    return accepted(
        id,
        of.pipelineId(),
        of.pipeline(),
        version,
        RunKind.of(RunMode.REPLAY),
        order,
        of.priority(),
        RunDetails.none().withReplay(note),
        of.id(),
        now);
  }

  private static Run accepted(
      String id,
      String pipelineId,
      String pipeline,
      int version,
      RunKind kind,
      RunOrder order,
      int priority,
      RunDetails details,
      @Nullable String replayOf,
      Instant now) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        kind,
        order,
        priority,
        RunState.QUEUED,
        1,
        null,
        1,
        1,
        now,
        null,
        null,
        details,
        new Announcement(now, false, Told.NOTHING),
        false,
        replayOf);
  }

  public RunMode mode() {
    return kind.mode();
  }

  public RunFrom from() {
    return kind.from();
  }

  public RunUntil until() {
    return kind.until();
  }

  public boolean dryRun() {
    return kind.dryRun();
  }

  /**
   * Whether its end says up to where the sources were read: not where it read none of them, only so
   * many records, or a window of the past.
   */
  public boolean movesSources() {
    return touchesSources() && order.limit() == 0;
  }

  /** Whether its end changes what is known of the sources: it says more of them, or nothing now. */
  public boolean touchesSources() {
    return kind.movesSources() && order.trigger().kind() != RunTrigger.Kind.BACKFILL;
  }

  Run withDetails(RunDetails now) {
    return copy(priority, revision, now, announcement, cleaned);
  }

  Run withPriority(int now) {
    return copy(now, revision, details, announcement, cleaned);
  }

  Run asCleaned() {
    return copy(priority, revision, details, announcement, true);
  }

  /** News that can wait for the next announcement. */
  Run withNews() {
    Announcement due = new Announcement(announcement.at(), true, announcement.told());
    return copy(priority, revision, details, due, cleaned);
  }

  /** Told at this moment, under a revision of its own. */
  Run announced(Instant now, Told told) {
    return copy(priority, revision + 1, details, new Announcement(now, false, told), cleaned);
  }

  private Run copy(
      int priority, long revision, RunDetails details, Announcement announcement, boolean cleaned) {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        kind,
        order,
        priority,
        state,
        attempt,
        notBefore,
        epoch,
        revision,
        createdAt,
        startedAt,
        finishedAt,
        details,
        announcement,
        cleaned,
        replayOf);
  }

  /**
   * When the run was last told to the public.
   *
   * @param due whether there is news since
   * @param told its counts then; {@code null} where an earlier version did not keep them
   */
  public record Announcement(Instant at, boolean due, @Nullable Told told) {}
}
