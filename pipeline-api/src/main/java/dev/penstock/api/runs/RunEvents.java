package dev.penstock.api.runs;

import dev.penstock.api.events.CloudEvent;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.api.quality.CheckCounts;
import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the public is told of runs. The form stands in {@code docs/reference/api.md}. */
public final class RunEvents {
  private RunEvents() {}

  public static CloudEvent created(Run run, Instant now) {
    return CloudEvent.ofRun(
        CloudEvent.RUN_CREATED,
        run.pipeline(),
        run.id(),
        run.revision(),
        now,
        new Created(
            run.id(),
            run.pipelineId(),
            run.pipeline(),
            run.version(),
            run.revision(),
            Stage.values().length,
            run.dryRun(),
            run.replayOf()));
  }

  /**
   * The run has changed.
   *
   * @param told its counts
   * @param delta what they add to those of the event before
   */
  public static CloudEvent updated(Run run, Told told, Told delta, Instant now) {
    return updated(run, told, delta, false, now);
  }

  /**
   * The run as it was last told, for a client that has just come: what it has missed is its delta.
   *
   * @param covered the newest offset of the topic whose events of the run it covers; -1 for none
   */
  public static PublicEvent snapshot(Run run, Progress progress, long covered, Instant now) {
    Told told = run.announcement().told();
    Told counts = told == null ? Told.of(run, progress) : told;
    return new PublicEvent(
        covered,
        "run.updated",
        run.id(),
        run.revision(),
        run.state().terminal(),
        new String(Json.write(updated(run, counts, counts, true, now)), StandardCharsets.UTF_8));
  }

  /** The run as it is, outside of the row of its events: nothing is added to anything. */
  public static CloudEvent apart(Run run, Progress progress, Instant now) {
    return updated(run, Told.of(run, progress), Told.NOTHING, true, now);
  }

  private static CloudEvent updated(Run run, Told told, Told delta, boolean snapshot, Instant now) {
    return CloudEvent.ofRun(
        CloudEvent.RUN_UPDATED,
        run.pipeline(),
        run.id(),
        run.revision(),
        now,
        new Updated(
            run.id(),
            run.pipelineId(),
            run.pipeline(),
            run.version(),
            run.revision(),
            run.state().name(),
            run.state().terminal(),
            snapshot,
            RunViews.durationMillis(run, now),
            RunViews.completedStages(run),
            run.details().stages().stream().map(stage -> counts(stage, told)).toList(),
            told.rejects(),
            delta,
            CheckCounts.of(run.details().checks()),
            run.details().problems(),
            StalledNote.of(run.details().stalled()),
            run.dryRun(),
            run.replayOf()));
  }

  private static StageCounts counts(StageProgress stage, Told told) {
    Told.StageCount count = told.of(RunViews.name(stage.stage()));
    return new StageCounts(
        count.stage(), stage.state().name(), count.records(), count.rejected(), count.filtered());
  }

  /** Data of {@code run.created}. */
  record Created(
      String runId,
      String pipelineId,
      String pipeline,
      int version,
      long revision,
      int stageCount,
      boolean dryRun,
      @Nullable String replayOf) {}

  /** Data of {@code run.updated}. */
  record Updated(
      String runId,
      String pipelineId,
      String pipeline,
      int version,
      long revision,
      String status,
      boolean last,
      boolean snapshot,
      long totalDurationMillis,
      List<String> completedStages,
      List<StageCounts> stages,
      long rejects,
      Told delta,
      CheckCounts checks,
      List<Problem> problems,
      @Nullable StalledNote stalled,
      boolean dryRun,
      @Nullable String replayOf) {}

  /**
   * That the run does not move, in {@code run.updated}.
   *
   * @param since RFC 3339
   */
  record StalledNote(String since, String reason, String advice) {
    static @Nullable StalledNote of(@Nullable Stalled stalled) {
      return stalled == null
          ? null
          : new StalledNote(stalled.since().toString(), stalled.reason(), stalled.advice());
    }
  }

  /** A stage in {@code run.updated}. */
  record StageCounts(String stage, String state, long records, long rejected, long filtered) {}
}
