package dev.penstock.connector.kafka;

import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A topic as it is now.
 *
 * @param kept partition to the offsets that it holds, of which all records are committed or aborted
 */
record Topic(String name, String id, SortedMap<Integer, PartitionRange> kept) {
  /**
   * Asks the cluster.
   *
   * @throws PermanentException where there is no such topic; names one that may have been meant
   */
  static Topic find(Admin admin, String name, KafkaErrors errors, Answers answers) {
    TopicDescription description;
    try {
      description =
          Objects.requireNonNull(
              answers.of(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
    } catch (PermanentException e) {
      throw e.problem().code().equals("unknown-topic") ? unknown(admin, name, errors, answers) : e;
    }
    Collection<TopicPartition> partitions =
        description.partitions().stream()
            .map(TopicPartitionInfo::partition)
            .map(number -> new TopicPartition(name, number))
            .toList();
    // The ends first: what is deleted meanwhile is then missing at the front.
    Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest(), answers);
    Map<TopicPartition, Long> starts = offsets(admin, partitions, OffsetSpec.earliest(), answers);
    SortedMap<Integer, PartitionRange> kept = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      long start = Math.min(starts.getOrDefault(partition, 0L), end);
      kept.put(partition.partition(), new PartitionRange(name, partition.partition(), start, end));
    }
    return new Topic(name, description.topicId().toString(), kept);
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Collection<TopicPartition> partitions, OffsetSpec which, Answers answers) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which));
    Map<TopicPartition, Long> found = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> all =
        answers.of(
            admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
    all.forEach((partition, info) -> found.put(partition, info.offset()));
    return found;
  }

  private static PermanentException unknown(
      Admin admin, String name, KafkaErrors errors, Answers answers) {
    Collection<String> names = answers.of(admin.listTopics().names());
    return errors.permanent(
        "unknown-topic",
        "There is no topic " + name + ", or the connection's user may not describe it.",
        NearMiss.advice(name, names.stream().sorted().toList(), "The topics"));
  }
}
