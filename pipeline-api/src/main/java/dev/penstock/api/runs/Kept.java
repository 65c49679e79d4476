package dev.penstock.api.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a run that failed keeps what it staged, so that it can be tried again.
 *
 * @param givenUp why it cannot be any more; {@code null} while it can
 */
public record Kept(Instant until, @Nullable Reason givenUp) {
  /** Why a run that failed cannot be tried again. */
  public enum Reason {
    /** Another run of its pipeline has begun since, and read what this one would read. */
    SUPERSEDED("Another run of the pipeline has begun since it failed."),
    /** Somebody said so. */
    GIVEN_UP("It was given up by hand."),
    /** It was kept for long enough. */
    EXPIRED("What it had staged was kept for long enough and is gone."),
    /** There is no such pipeline any more. */
    PIPELINE_DELETED("Its pipeline was deleted.");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In a sentence. */
    public String text() {
      return text;
    }
  }
}
