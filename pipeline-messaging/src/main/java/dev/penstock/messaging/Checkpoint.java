package dev.penstock.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.SplitId;
import org.jspecify.annotations.Nullable;

/**
 * How far something is, committed with what it tells of.
 *
 * @param epoch the run's epoch in which it was written
 * @param sequence the last sequence that was written (read) or loaded; -1 for none
 * @param position where the source goes on; only for reading
 * @param read records read so far, rejects included; only for reading
 * @param rejected records rejected so far; only for reading
 * @param bytes source bytes read so far, as far as known; only for reading
 * @param done whether the end of the split, or of planning, was written or loaded
 * @param trace the span under which it was written; {@code null} where there was none
 */
public record Checkpoint(
    int epoch,
    long sequence,
    @Nullable JsonNode position,
    long read,
    long rejected,
    long bytes,
    boolean done,
    @Nullable String trace) {
  /** Of a run without a trace. */
  public Checkpoint(
      int epoch,
      long sequence,
      @Nullable JsonNode position,
      long read,
      long rejected,
      long bytes,
      boolean done) {
    this(epoch, sequence, position, read, rejected, bytes, done, null);
  }

  /** Key of a stream's planning; its value exists only once the plan is made. */
  public static String planKey(String run, String stream) {
    return run + "/" + stream;
  }

  /** Key of a split's reading position. */
  public static String readKey(SplitId split) {
    return split.key();
  }

  /** Key of a split's loaded position at one output. */
  public static String loadedKey(SplitId split, String output) {
    return split.key() + "/" + output;
  }

  /** A loaded position. */
  public static Checkpoint loaded(int epoch, long sequence, boolean done) {
    return new Checkpoint(epoch, sequence, null, 0, 0, 0, done);
  }
}
