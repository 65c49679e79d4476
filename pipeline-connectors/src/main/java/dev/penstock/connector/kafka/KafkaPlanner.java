package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides which offsets a run reads. Asks nobody; used once. */
final class KafkaPlanner {
  /** The most splits of a plan; of a longer topic they are longer. */
  private static final int MAX_SPLITS = 10_000;

  private final KafkaOptions options;
  private final Topic topic;
  private final List<String> notes = new ArrayList<>();

  KafkaPlanner(KafkaOptions options, Topic topic) {
    this.options = options;
    this.topic = topic;
  }

  /** What is to be read of each partition; empty ranges among them. */
  List<PartitionRange> ranges(@Nullable JsonNode state) {
    TopicState last = state == null ? null : TopicState.fromJson(state);
    if (last != null && !last.topic().equals(topic.name())) {
      notes.add(
          "The source read the topic %s before; %s is read from the start."
              .formatted(last.topic(), topic.name()));
      last = null;
    }
    List<PartitionRange> ranges = new ArrayList<>();
    for (PartitionRange kept : topic.kept().values()) {
      ranges.add(new PartitionRange(kept.topic(), kept.partition(), from(kept, last), kept.to()));
    }
    return ranges;
  }

  private long from(PartitionRange kept, @Nullable TopicState last) {
    if (last == null) {
      return options.fromLatest() ? kept.to() : kept.from();
    }
    Long saved = last.offsets().get(kept.partition());
    if (saved == null) {
      // A partition that was added since.
      return kept.from();
    }
    if (!last.id().equals(topic.id())) {
      return lost(
          kept,
          "The topic was deleted and made anew since the last run, which had read this partition"
              + " up to offset %,d.".formatted(saved));
    }
    if (saved < kept.from() || saved > kept.to()) {
      return lost(
          kept,
          "The run would go on at offset %,d, but the partition holds %,d to %,d: what was in between was deleted before it was read."
              .formatted(saved, kept.from(), kept.to()));
    }
    return saved;
  }

  private long lost(PartitionRange kept, String message) {
    if (!options.goOnAfterLoss()) {
      throw new KafkaErrors("", kept.origin())
          .permanent(
              "offsets-gone",
              message,
              "Run the pipeline in full, or set on_data_loss to continue and read what is left.");
    }
    notes.add(kept.origin() + ": " + message + " What is left is read.");
    return kept.from();
  }

  /** The ranges cut into splits, without the empty ones. */
  List<Split> splits(List<PartitionRange> ranges) {
    long all = ranges.stream().mapToLong(PartitionRange::size).sum();
    long length = Math.max(options.splitOffsets(), all / MAX_SPLITS + 1);
    List<Split> splits = new ArrayList<>();
    for (PartitionRange range : ranges) {
      int number = 0;
      for (long from = range.from(); from < range.to(); from += length) {
        long to = Math.min(range.to(), from + length);
        splits.add(split(new PartitionRange(range.topic(), range.partition(), from, to), number++));
      }
    }
    return splits;
  }

  static Split split(PartitionRange range, int number) {
    return new Split("p" + range.partition() + "-" + number, range.origin(), range.toJson(), 0);
  }

  TopicState state() {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    topic.kept().forEach((number, kept) -> offsets.put(number, kept.to()));
    return new TopicState(topic.name(), topic.id(), offsets);
  }

  List<String> notes() {
    return notes;
  }
}
