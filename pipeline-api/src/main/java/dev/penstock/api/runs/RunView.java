package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is shown. Stages are named in lower case.
 *
 * @param mode {@code incremental}, {@code full} or {@code replay}
 * @param from {@code source} or {@code bronze}
 * @param dryRun whether nothing of it becomes visible
 * @param warnings rules that only warn and were broken; the first of many
 * @param durationMillis from start to end, or to now; 0 before the start
 * @param tables what became of the tables' rows, or would have, of a dry run
 * @param ddl what it changed beside the rows, or would have
 * @param problems why it failed
 * @param retrying what holds it up at the moment
 * @param cleaned whether its staging is gone
 * @param replay what it took up again, of a replay; else {@code null}
 */
public record RunView(
    String id,
    String pipelineId,
    String pipeline,
    int version,
    String mode,
    String from,
    boolean dryRun,
    String state,
    int epoch,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long durationMillis,
    List<StageView> stages,
    List<String> completedStages,
    List<StreamView> streams,
    Books books,
    RejectSummary rejects,
    List<WarningView> warnings,
    List<CheckResult> checks,
    List<PublishedTable> tables,
    List<String> ddl,
    List<Problem> problems,
    @Nullable RetryingView retrying,
    boolean cleaned,
    @Nullable ReplayView replay) {

  /**
   * A stage.
   *
   * @param records what it passed on: records read and taken apart, records that left the steps,
   *     rows staged at all outputs, checks made, rows published
   */
  public record StageView(
      String stage,
      String state,
      long records,
      long rejected,
      long filtered,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  /**
   * A stream.
   *
   * @param notes what its source had to say: a new or missing column, a gap
   * @param splits how many there are; {@code splitList} holds the first of them
   */
  public record StreamView(
      String name,
      boolean planned,
      List<String> notes,
      long splits,
      long splitsDone,
      long bytes,
      long bytesRead,
      List<SplitView> splitList) {}

  /**
   * What a replay took up.
   *
   * @param run the run whose rejects they are
   * @param rejects how many
   * @param left rejects that were asked for and could be taken up, but were too many for one replay
   * @param skipped those that cannot be taken up as they are, by reason
   */
  public record ReplayView(String run, int rejects, long left, List<RunDetails.Skipped> skipped) {}

  /** What holds the run up. */
  public record RetryingView(String stage, int attempt, Problem problem, Instant since) {}
}
