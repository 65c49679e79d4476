package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.rejects.RejectSummary;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is shown. Stages are named in lower case.
 *
 * @param mode {@code incremental}, {@code full} or {@code replay}
 * @param from {@code source}, {@code bronze} or {@code silver}
 * @param until {@code gold}, or {@code bronze} where it loads only raw copies
 * @param dryRun whether nothing of it becomes visible
 * @param warnings rules that only warn and were broken; the first of many
 * @param durationMillis from start to end, or to now; 0 before the start
 * @param tables what became of the tables' rows, or would have, of a dry run
 * @param ddl what it changed beside the rows, or would have
 * @param problems why it failed
 * @param retrying what holds it up at the moment
 * @param stalled that it does not move, and why
 * @param retryable whether it can be tried again, of a run that failed; else {@code null}
 * @param cleaned whether its staging is gone
 * @param replay what it took up again, of a replay; else {@code null}
 * @param priority the higher, the sooner it gets a place
 * @param attempt 1 until it is tried again
 * @param notBefore it waits at least until then; {@code null} where it need not
 * @param trigger why there is the run
 * @param parameters the values that it goes by
 * @param environment where it runs; {@code null} for none
 * @param overrides other values of its definition that were asked for, by path
 * @param limit the most records that it reads of each stream; 0 for all
 * @param streamsLoaded the streams that it loads
 * @param waiting why it has not started, while it is queued; else {@code null}
 */
public record RunView(
    String id,
    String pipelineId,
    String pipeline,
    int version,
    String mode,
    String from,
    String until,
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
    @Nullable Stalled stalled,
    @Nullable RetryableView retryable,
    boolean cleaned,
    @Nullable ReplayView replay,
    int priority,
    int attempt,
    @Nullable Instant notBefore,
    TriggerView trigger,
    Map<String, String> parameters,
    @Nullable String environment,
    Map<String, JsonNode> overrides,
    long limit,
    List<String> streamsLoaded,
    @Nullable WaitingView waiting) {

  /**
   * Why there is the run.
   *
   * @param kind {@code manual}, {@code schedule}, {@code after}, {@code arrival}, {@code backfill}
   *     or {@code rerun}
   * @param of the backfill, run or pipeline that it comes from
   * @param due when it was to start, of a schedule
   */
  public record TriggerView(String kind, @Nullable String of, @Nullable Instant due) {}

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

  /** Why a run has not started. */
  public record WaitingView(String reason) {}

  /**
   * What holds the run up.
   *
   * @param of how often the run is tried in all; 0 where a service tries again by itself
   * @param nextAt when the run is tried again; {@code null} where a service tries again by itself
   */
  public record RetryingView(
      String stage,
      int attempt,
      Problem problem,
      Instant since,
      int of,
      @Nullable Instant nextAt) {}

  /**
   * Whether a run that failed can be tried again.
   *
   * @param until it keeps what it staged until then; {@code null} where it cannot be tried again
   * @param reason why it cannot; {@code null} where it can
   */
  public record RetryableView(@Nullable Instant until, @Nullable String reason) {}
}
