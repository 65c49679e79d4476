package dev.penstock.api.store;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far this service has read its topics, kept in the same database as what it makes of them.
 * That makes every message count exactly once, and shuts out a replica that lost its partition
 * without knowing it.
 */
public interface Offsets {
  /** Next offset by partition; partitions that were never read are missing. */
  Map<Integer, Long> stored(String topic, Set<Integer> partitions);

  /**
   * Moves a partition forward, in the caller's transaction.
   *
   * @param expected what this replica believes is stored; {@code null} for nothing
   * @throws StaleOffset where something else is stored
   */
  void advance(String topic, int partition, @Nullable Long expected, long next);

  /** Another replica has read the partition meanwhile; what was read here must be dropped. */
  final class StaleOffset extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleOffset(String topic, int partition) {
      super(topic + "-" + partition + " was read by another replica", null, false, false);
    }
  }
}
