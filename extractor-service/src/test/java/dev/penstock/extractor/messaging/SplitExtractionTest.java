package dev.penstock.extractor.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.extractor.extraction.BatchEncoder;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SplitExtractionTest {
  private static final SplitId SPLIT = new SplitId("r", "s", "0");
  private static final SourcePlan.Stream STREAM =
      new SourcePlan.Stream(new Schema(Collections.emptyList()));

  private final BufferAllocator allocator = new RootAllocator();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void batchesOfRejectsAloneDoNotGiveTwoRejectsOneName() {
    producer.initTransactions();

    extract(null, List.of(2, 3));

    assertThat(names()).containsExactly("0/0", "0/1", "0/2", "0/3", "0/4");
  }

  @Test
  void aReaderThatGoesOnBehindACheckpointNumbersOn() {
    producer.initTransactions();

    extract(new Checkpoint(1, -1, IntNode.valueOf(2), 2, 2, 0, false), List.of(3));

    assertThat(names()).containsExactly("0/2", "0/3", "0/4");
  }

  private void extract(@Nullable Checkpoint from, List<Integer> batches) {
    Split split = new Split("0", "s.csv", IntNode.valueOf(0), 0);
    new SplitExtraction(
            new RunMessage(
                "r", "p", 1, 1, 1, RunState.RUNNING, RunMode.FULL, RunFrom.SOURCE, false, ""),
            new Task.ReadSplit("r", 1, "s", split, "", ""),
            SPLIT,
            STREAM,
            List.of(),
            producer,
            new LoadWindow(8, 8, key -> null),
            new BatchEncoder(1 << 20),
            allocator)
        .run(new Rejecting(batches), from, Cancellation.NEVER);
  }

  private List<String> names() {
    return producer.history().stream()
        .filter(message -> message.topic().equals(Topics.REJECTS))
        .map(message -> header(message, "sequence") + "/" + header(message, "index"))
        .toList();
  }

  private static String header(ProducerRecord<String, byte[]> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }

  /** Reads nothing but rejects, so many in each batch. */
  private final class Rejecting implements Source {
    private final List<Integer> batches;

    Rejecting(List<Integer> batches) {
      this.batches = batches;
    }

    @Override
    public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SplitReader read(
        SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation canceller) {
      VectorSchemaRoot none = VectorSchemaRoot.create(stream.schema(), allocator);
      return new SplitReader() {
        private int next;

        @Override
        public @Nullable SourceBatch next() {
          return next == batches.size()
              ? null
              : new SourceBatch(
                  none,
                  Collections.nCopies(batches.get(next++), rejected()),
                  IntNode.valueOf(next),
                  1);
        }

        @Override
        public void close() {
          none.close();
        }
      };
    }

    private RejectedRecord rejected() {
      return new RejectedRecord(
          Stage.EXTRACT, ErrorClass.MALFORMED, "source", "torn line", "is torn", "s.csv:1", "x");
    }
  }
}
