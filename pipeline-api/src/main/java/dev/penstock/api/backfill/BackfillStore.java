package dev.penstock.api.backfill;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where backfills are kept. Every method works in the caller's transaction. */
public interface BackfillStore {
  /** Adds a backfill with its windows, in the order in which they are to be read. */
  void insert(Backfill backfill, Optional<String> key, List<NewWindow> windows);

  /** Marks the windows as done that a run of an earlier backfill like this one has read. */
  void skipDone(Backfill backfill);

  /** Reserves the key until commit and finds the backfill that it already stands for. */
  Optional<Backfill> findByKey(String key);

  Optional<Backfill> find(String id);

  /** Finds a backfill and locks it until commit. */
  Optional<Backfill> lock(String id);

  void save(Backfill backfill);

  /** Leaves a backfill alone for a while. */
  void postpone(String id, Instant until);

  /** Backfills that are not over and have something to do. */
  List<String> open(Instant now, int limit);

  /** Backfills, newest first. */
  List<Backfill> list(Optional<String> pipeline, int limit);

  Counts counts(String id);

  /** The next window without a run. */
  Optional<WindowRow> nextPending(String id);

  /** Gives a window its run; false where it has one, or another attempt. */
  boolean bind(String id, WindowRow window, String run);

  /** Runs of the backfill that are not over. */
  List<String> unfinishedRuns(String id);

  /** Takes the windows up again whose run failed or was cancelled; answers how many. */
  int takeUpFailed(String id);

  /** Gives up all windows without a run. */
  void dropPending(String id);

  /** Windows in their order, behind a number. */
  List<WindowRow> windows(String id, int after, int limit);

  /** A window as it is added. */
  record NewWindow(String starts, String ends) {}

  /**
   * A window.
   *
   * @param state its own or its run's
   */
  record WindowRow(
      int number, String starts, String ends, int attempt, @Nullable String run, String state) {}

  /** How many windows are in which state. */
  record Counts(
      long pending, long running, long succeeded, long failed, long cancelled, long skipped) {
    long all() {
      return pending + running + succeeded + failed + cancelled + skipped;
    }
  }
}
