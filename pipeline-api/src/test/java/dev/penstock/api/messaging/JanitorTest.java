package dev.penstock.api.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.messaging.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JanitorTest {
  private final Map<TopicPartition, OffsetAndMetadata> transformer = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> loader = new HashMap<>();

  @Test
  void theSlowestReaderDecides() {
    commit(transformer, Topics.EXTRACTED, 0, 10);
    commit(loader, Topics.EXTRACTED, 0, 7);
    commit(loader, Topics.TRANSFORMED, 1, 5);
    commit(loader, Topics.TASKS, 0, 99);

    assertThat(lowest())
        .containsOnly(
            Map.entry(new TopicPartition(Topics.EXTRACTED, 0), 7L),
            Map.entry(new TopicPartition(Topics.TRANSFORMED, 1), 5L));
  }

  @Test
  void aPartitionThatOneReaderNeverCommittedKeepsEverything() {
    commit(transformer, Topics.EXTRACTED, 0, 10);
    commit(loader, Topics.EXTRACTED, 1, 10);

    assertThat(lowest()).isEmpty();
  }

  private Map<TopicPartition, Long> lowest() {
    return Janitor.lowest(Map.of("penstock-transformer", transformer, "penstock-loader", loader));
  }

  private static void commit(
      Map<TopicPartition, OffsetAndMetadata> group, String topic, int partition, long offset) {
    group.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset));
  }
}
