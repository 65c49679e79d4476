package dev.penstock.api.runs;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a run and decides nothing.
 *
 * @param problems why it failed; empty unless it did
 * @param checks what the audit found; empty before
 * @param outputs how many rows the audit found at each output; empty before
 * @param tables what it published, or would have, of a dry run; empty before
 * @param ddl what it changed beside the rows, or would have; empty before
 * @param stalled that it does not move; {@code null} where it does
 * @param replay what was taken up again, of a replay
 */
public record RunDetails(
    List<StageProgress> stages,
    List<Problem> problems,
    List<CheckResult> checks,
    List<StagedOutput> outputs,
    List<PublishedTable> tables,
    List<String> ddl,
    @Nullable Retrying retrying,
    @Nullable Stalled stalled,
    @Nullable ReplayNote replay) {
  public RunDetails {
    stages = List.copyOf(stages);
    problems = List.copyOf(problems);
    checks = List.copyOf(checks);
    // Runs of an earlier version were kept without them.
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    tables = List.copyOf(tables);
    ddl = ddl == null ? List.of() : List.copyOf(ddl);
  }

  public static RunDetails none() {
    return new RunDetails(
        StageProgress.pending(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  RunDetails withStages(List<StageProgress> now) {
    return new RunDetails(now, problems, checks, outputs, tables, ddl, retrying, stalled, replay);
  }

  RunDetails withProblems(List<Problem> found) {
    return new RunDetails(stages, found, checks, outputs, tables, ddl, retrying, stalled, replay);
  }

  RunDetails withChecks(List<CheckResult> results) {
    return new RunDetails(
        stages, problems, results, outputs, tables, ddl, retrying, stalled, replay);
  }

  RunDetails withOutputs(List<StagedOutput> found) {
    return new RunDetails(stages, problems, checks, found, tables, ddl, retrying, stalled, replay);
  }

  RunDetails withPublished(PublishResult published) {
    return new RunDetails(
        stages,
        problems,
        checks,
        outputs,
        published.tables(),
        published.ddl(),
        retrying,
        stalled,
        replay);
  }

  RunDetails withRetrying(@Nullable Retrying now) {
    return new RunDetails(stages, problems, checks, outputs, tables, ddl, now, stalled, replay);
  }

  RunDetails withStalled(@Nullable Stalled now) {
    return new RunDetails(stages, problems, checks, outputs, tables, ddl, retrying, now, replay);
  }

  RunDetails withReplay(ReplayNote note) {
    return new RunDetails(stages, problems, checks, outputs, tables, ddl, retrying, stalled, note);
  }

  /**
   * What a replay took up when it was asked for.
   *
   * @param rejects how many
   * @param left rejects that were asked for and could be taken up, but were too many for one replay
   * @param skipped those that cannot be taken up as they are, by reason
   */
  public record ReplayNote(int rejects, long left, List<Skipped> skipped) {
    public ReplayNote {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Rejects that cannot be taken up as they are.
   *
   * @param why the reason and what to do, the same for all of them
   * @param ids the first of them
   */
  public record Skipped(Problem why, long count, List<Long> ids) {
    public Skipped {
      ids = List.copyOf(ids);
    }
  }
}
