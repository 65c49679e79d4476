package dev.penstock.api.runs;

import dev.penstock.batch.Stage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stage of a run. */
public record StageProgress(
    Stage stage, StageState state, @Nullable Instant startedAt, @Nullable Instant finishedAt) {
  /** All stages of a run that has not started. */
  public static List<StageProgress> pending() {
    return Arrays.stream(Stage.values())
        .map(stage -> new StageProgress(stage, StageState.PENDING, null, null))
        .toList();
  }

  /** To be done again, or to be found done. */
  StageProgress again() {
    return new StageProgress(stage, StageState.PENDING, startedAt, null);
  }

  /** The same stage in another state; times are filled in, none is overwritten. */
  public StageProgress to(StageState next, Instant now) {
    if (next == state) {
      return this;
    }
    boolean starts = next == StageState.RUNNING || next == StageState.DONE;
    boolean ends = next != StageState.RUNNING && next != StageState.PENDING;
    return new StageProgress(
        stage,
        next,
        startedAt == null && starts ? now : startedAt,
        finishedAt == null && ends && (starts || startedAt != null) ? now : finishedAt);
  }
}
