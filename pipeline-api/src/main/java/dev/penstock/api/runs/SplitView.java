package dev.penstock.api.runs;

import java.util.List;

/**
 * A split as it is shown.
 *
 * @param bytes its size as far as it is known
 * @param read records read, rejects included
 * @param extracted whether it is read to its end
 */
public record SplitView(
    String stream,
    String split,
    String origin,
    long bytes,
    long bytesRead,
    long read,
    long rejected,
    long batches,
    boolean extracted,
    boolean transformed,
    List<Load> outputs) {
  public SplitView {
    outputs = List.copyOf(outputs);
  }

  /** The split at one output, as the destination's ledger has it. */
  public record Load(
      String output, long sequence, long read, long loaded, long rejected, boolean done) {}
}
