package dev.penstock.api.catalogue;

import dev.penstock.api.quality.CheckOutcome;
import dev.penstock.api.quality.QualityPoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs left behind of tables. Every method works in the caller's transaction. */
public interface CatalogueStore {
  /** Tables that were published, at most so many. */
  List<Publication> publications(int limit);

  /** The schedules of pipelines that have one, by pipeline. */
  Map<String, Due> due();

  /** What the checks of a run found. */
  List<CheckOutcome> checks(String run);

  /** The quality of a pipeline's last audited runs, newest first. */
  List<QualityPoint> trend(String pipeline, int limit);

  /** The last runs of a pipeline that published a table, newest first. */
  List<TableRun> runs(String pipeline, String table, int limit);

  /**
   * A run that published a table.
   *
   * @param rows that it put there
   */
  record TableRun(
      String run,
      int version,
      String mode,
      @Nullable Instant finishedAt,
      long rows,
      long inserted,
      long updated,
      long deleted) {}
}
