package dev.penstock.api.quality;

import dev.penstock.connector.AuditResult.CheckResult;
import java.util.List;
import java.util.Optional;

/** Where results of checks are kept. Every method works in the caller's transaction. */
public interface CheckStore {
  /** Keeps what the audit of a run found. A run that has results already keeps those. */
  void keep(String run, List<CheckResult> checks, Quality quality);

  /** Empty before the run's audit. */
  Optional<Quality> quality(String run);

  /** The checks of a run, in order. */
  List<CheckOutcome> checks(String run);

  /** The failing rows of one check, which is named by its number. */
  Optional<FailingRows> rows(String run, int number);

  /** The quality of the last audited runs of a pipeline, newest first. */
  List<QualityPoint> trend(String pipeline, int limit);
}
