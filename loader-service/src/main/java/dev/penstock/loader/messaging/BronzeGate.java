package dev.penstock.loader.messaging;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Spares the loader batches that nobody wants raw: while no run at hand keeps a bronze copy, the
 * partitions of {@link Topics#EXTRACTED} are paused and their offsets move on unread. Used by the
 * consumer's thread alone.
 */
final class BronzeGate {
  private static final Duration STEP = Duration.ofSeconds(1);

  private final RunsView runs;
  private final Definitions definitions;
  private long lastSkip = System.nanoTime();

  BronzeGate(RunsView runs, Definitions definitions) {
    this.runs = runs;
    this.definitions = definitions;
  }

  /** Opens or closes the gate; to be called before each poll. */
  void set(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> raw = new HashSet<>(consumer.assignment());
    raw.removeIf(partition -> !partition.topic().equals(Topics.EXTRACTED));
    if (wanted()) {
      raw.retainAll(consumer.paused());
      consumer.resume(raw);
      return;
    }
    consumer.pause(raw);
    if (System.nanoTime() - lastSkip > STEP.toNanos()) {
      skip(consumer, raw);
      lastSkip = System.nanoTime();
    }
  }

  /**
   * Moves on to the ends. What lies before them belongs to runs that were announced before them,
   * and so to runs that are known once the view has caught up: if none of those wants it, nobody
   * does.
   */
  private void skip(Consumer<String, byte[]> consumer, Set<TopicPartition> raw) {
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    consumer
        .endOffsets(raw)
        .forEach(
            (partition, end) -> {
              if (end > consumer.position(partition)) {
                ends.put(partition, new OffsetAndMetadata(end));
              }
            });
    if (ends.isEmpty()) {
      return;
    }
    runs.awaitCurrent();
    if (!wanted()) {
      ends.forEach(consumer::seek);
      consumer.commitSync(ends);
    }
  }

  private boolean wanted() {
    return runs.all().stream().filter(run -> !run.state().terminal()).anyMatch(this::keepsBronze);
  }

  private boolean keepsBronze(RunMessage run) {
    return definitions.of(run).streams().entrySet().stream()
        .filter(stream -> run.streams().contains(stream.getKey()))
        .anyMatch(stream -> keepsBronze(run, stream.getValue()));
  }

  /**
   * Whether the run keeps a raw copy of the stream; what is replayed, or read from it, is in it.
   */
  static boolean keepsBronze(RunMessage run, StreamDefinition stream) {
    return stream.bronze().isPresent()
        && run.mode() != RunMode.REPLAY
        && run.from() == RunFrom.SOURCE;
  }
}
