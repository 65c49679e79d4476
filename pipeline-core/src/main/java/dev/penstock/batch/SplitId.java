package dev.penstock.batch;

/**
 * A split of a stream in a run. {@link #key()} is the Kafka key of everything about it, so that it
 * stays in order.
 */
public record SplitId(String run, String stream, String split) {
  public String key() {
    return run + "/" + stream + "/" + split;
  }

  @Override
  public String toString() {
    return key();
  }
}
