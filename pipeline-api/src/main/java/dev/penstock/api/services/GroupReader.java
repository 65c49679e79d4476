package dev.penstock.api.services;

import java.util.List;

/** Reads the consumer groups of all services from the broker. */
@FunctionalInterface
public interface GroupReader {
  /**
   * The groups as they are now.
   *
   * @throws dev.penstock.error.TransientException where the broker does not answer in time
   */
  List<GroupState> read();

  /**
   * A consumer group.
   *
   * @param service {@code api}, {@code extractor}, {@code transformer} or {@code loader}
   * @param members processes that are in it, each once
   * @param partitions of the topics that it reads
   */
  record GroupState(
      String group,
      String service,
      List<ServicesView.Instance> members,
      List<PartitionState> partitions) {
    public GroupState {
      members = List.copyOf(members);
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * How far a group has read a partition.
   *
   * @param done offset behind the last message that it is done with
   * @param end offset behind the last message that it could read; {@code done} where nothing is
   *     left to it
   */
  record PartitionState(String topic, int partition, long done, long end) {
    /** Messages before the group, ends of transactions among them. */
    public long lag() {
      return Math.max(0, end - done);
    }
  }
}
