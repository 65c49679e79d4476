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
import dev.penstock.messaging.Json;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import dev.penstock.service.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
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
  void whatIsReadIsCountedByBatch() {
    producer.initTransactions();

    extract(null, List.of(2, 3));

    assertThat(registry.get("penstock.records").tag("pipeline", "p").counter().count())
        .isEqualTo(lastReport().read());
    assertThat(registry.get("penstock.rejects").tag("stage", "extract").counter().count())
        .isEqualTo(lastReport().rejected());
    assertThat(registry.get("penstock.batch.duration").timer().count()).isEqualTo(2);
  }

  @Test
  void aReaderThatGoesOnBehindACheckpointNumbersOn() {
    producer.initTransactions();

    extract(new Checkpoint(1, -1, IntNode.valueOf(2), 2, 2, 0, false), List.of(3));

    assertThat(names()).containsExactly("0/2", "0/3", "0/4");
  }

  @Test
  void aLimitEndsTheSplitInTheMiddleOfABatch() {
    producer.initTransactions();

    extract(null, List.of(2, 3, 4), 4);

    assertThat(names()).containsExactly("0/0", "0/1", "0/2", "0/3");
    Report.Extracted last = lastReport();
    assertThat(last.read()).isEqualTo(4);
    assertThat(last.done()).isTrue();
  }

  @Test
  void aLimitThatWasReachedBeforeACrashStillEndsTheSplit() {
    producer.initTransactions();

    extract(new Checkpoint(1, -1, IntNode.valueOf(2), 4, 4, 0, false), List.of(3), 4);

    assertThat(names()).isEmpty();
    assertThat(lastReport().done()).isTrue();
  }

  private Report.Extracted lastReport() {
    return (Report.Extracted)
        Json.read(
            producer.history().stream()
                .filter(message -> message.topic().equals(Topics.REPORTS))
                .toList()
                .getLast()
                .value(),
            Report.class);
  }

  private void extract(@Nullable Checkpoint from, List<Integer> batches) {
    extract(from, batches, 0);
  }

  private void extract(@Nullable Checkpoint from, List<Integer> batches, long limit) {
    Split split = new Split("0", "s.csv", IntNode.valueOf(0), 0);
    new SplitExtraction(
            new RunMessage(
                "r",
                "p",
                1,
                1,
                1,
                RunState.RUNNING,
                RunMode.FULL,
                RunFrom.SOURCE,
                false,
                List.of(),
                0,
                ""),
            new Task.ReadSplit("r", 1, "s", split, "", "", limit, 1),
            SPLIT,
            STREAM,
            List.of(),
            producer,
            new LoadWindow(8, 8, key -> null),
            new BatchEncoder(1 << 20),
            allocator,
            new Meters(registry, 10).stage(Stage.EXTRACT))
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
