package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.quality.CheckStore;
import dev.penstock.api.quality.ChecksView;
import dev.penstock.api.quality.FailingRows;
import dev.penstock.api.quality.QualityPoint;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import java.util.List;

/** What the checks of runs found. Thread-safe. Refuses with {@link Refusal}. */
public final class RunChecks {
  /** The most runs of a trend. */
  public static final int MAX_RUNS = 100;

  private final RunStore runs;
  private final PipelineStore pipelines;
  private final CheckStore checks;
  private final Transactions transactions;

  public RunChecks(
      RunStore runs, PipelineStore pipelines, CheckStore checks, Transactions transactions) {
    this.runs = runs;
    this.pipelines = pipelines;
    this.checks = checks;
    this.transactions = transactions;
  }

  /** All checks of a run. */
  public ChecksView of(String run) {
    return transactions.read(
        () -> {
          mustExist(run);
          return new ChecksView(checks.quality(run).orElse(null), checks.checks(run));
        });
  }

  /** The rows that broke a check. */
  public FailingRows rows(String run, long number) {
    return transactions.read(
        () -> {
          mustExist(run);
          return checks
              .rows(run, (int) Math.min(number, Integer.MAX_VALUE))
              .orElseThrow(
                  () ->
                      new Refusal(
                          NOT_FOUND,
                          Problem.of(
                              "unknown-check",
                              "runs/" + run + "/checks/" + number,
                              "The run has no check " + number + ", or was not audited yet.")));
        });
  }

  /** The quality of a pipeline's last audited runs, newest first. */
  public List<QualityPoint> trend(String pipeline, int limit) {
    return transactions.read(
        () -> {
          if (pipelines.current(pipeline).isEmpty()) {
            throw Pipelines.unknown(pipeline);
          }
          return checks.trend(pipeline, limit);
        });
  }

  private void mustExist(String run) {
    if (runs.find(run).isEmpty()) {
      throw Runs.unknown(run);
    }
  }
}
