package dev.penstock.api.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why there is a run.
 *
 * @param of the backfill, run or pipeline that it comes from; {@code null} where none does
 * @param due when it was to start, of a schedule; else {@code null}
 */
public record RunTrigger(Kind kind, @Nullable String of, @Nullable Instant due) {
  /** Somebody asked for it. */
  public static final RunTrigger MANUAL = new RunTrigger(Kind.MANUAL, null, null);

  /** What can be the reason of a run. */
  public enum Kind {
    /** Somebody asked for it. */
    MANUAL,
    /** Its time had come. */
    SCHEDULE,
    /** Another pipeline was published. */
    AFTER,
    /** A file arrived. */
    ARRIVAL,
    /** A part of a backfill. */
    BACKFILL,
    /** Somebody asked for the same again. */
    RERUN
  }
}
