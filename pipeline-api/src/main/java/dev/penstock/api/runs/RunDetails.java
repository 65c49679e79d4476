package dev.penstock.api.runs;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a run and decides nothing.
 *
 * @param problems why it failed; empty unless it did
 * @param checks what the audit found; empty before
 * @param tables what it published; empty before
 */
public record RunDetails(
    List<StageProgress> stages,
    List<Problem> problems,
    List<CheckResult> checks,
    List<PublishedTable> tables,
    @Nullable Retrying retrying) {
  public RunDetails {
    stages = List.copyOf(stages);
    problems = List.copyOf(problems);
    checks = List.copyOf(checks);
    tables = List.copyOf(tables);
  }

  public static RunDetails none() {
    return new RunDetails(StageProgress.pending(), List.of(), List.of(), List.of(), null);
  }

  RunDetails withStages(List<StageProgress> now) {
    return new RunDetails(now, problems, checks, tables, retrying);
  }

  RunDetails withProblems(List<Problem> found) {
    return new RunDetails(stages, found, checks, tables, retrying);
  }

  RunDetails withChecks(List<CheckResult> results) {
    return new RunDetails(stages, problems, results, tables, retrying);
  }

  RunDetails withTables(List<PublishedTable> published) {
    return new RunDetails(stages, problems, checks, published, retrying);
  }

  RunDetails withRetrying(@Nullable Retrying now) {
    return new RunDetails(stages, problems, checks, tables, now);
  }
}
