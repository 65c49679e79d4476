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
            run.replayOf()));
  }

  public static CloudEvent updated(Run run, Progress progress, Instant now) {
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
            RunViews.durationMillis(run, now),
            RunViews.completedStages(run),
            RunViews.stages(run, progress).stream()
                .map(
                    stage ->
                        new StageCounts(
                            stage.stage(),
                            stage.state(),
                            stage.records(),
                            stage.rejected(),
                            stage.filtered()))
                .toList(),
            progress.rejected(),
            CheckCounts.of(run.details().checks()),
            run.details().problems(),
            run.replayOf()));
  }

  /** The run as it is now, for a client that has just come. */
  public static PublicEvent snapshot(Run run, Progress progress, Instant now) {
    return new PublicEvent(
        -1,
        "run.updated",
        run.id(),
        run.revision(),
        run.state().terminal(),
        new String(Json.write(updated(run, progress, now)), StandardCharsets.UTF_8));
  }

  /** Data of {@code run.created}. */
  record Created(
      String runId,
      String pipelineId,
      String pipeline,
      int version,
      long revision,
      int stageCount,
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
      long totalDurationMillis,
      List<String> completedStages,
      List<StageCounts> stages,
      long rejects,
      CheckCounts checks,
      List<Problem> problems,
      @Nullable String replayOf) {}

  /** A stage in {@code run.updated}. */
  record StageCounts(String stage, String state, long records, long rejected, long filtered) {}
}
