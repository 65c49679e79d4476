package dev.penstock.extractor.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.extractor.extraction.BatchEncoder;
import dev.penstock.messaging.BatchHeaders;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split from its last checkpoint to its end. Batch, rejects, checkpoint and report are
 * one Kafka transaction: after a crash the next reader goes on exactly behind it. Not thread-safe.
 */
final class SplitExtraction {
  private final RunMessage run;
  private final Task.ReadSplit task;
  private final SplitId split;
  private final SourcePlan.Stream stream;
  private final List<String> outputs;
  private final Producer<String, byte[]> producer;
  private final LoadWindow window;
  private final BatchEncoder encoder;
  private final BufferAllocator allocator;
  private long sequence;
  private long read;
  private long rejected;
  private long bytes;

  SplitExtraction(
      RunMessage run,
      Task.ReadSplit task,
      SplitId split,
      SourcePlan.Stream stream,
      List<String> outputs,
      Producer<String, byte[]> producer,
      LoadWindow window,
      BatchEncoder encoder,
      BufferAllocator allocator) {
    this.run = run;
    this.task = task;
    this.split = split;
    this.stream = stream;
    this.outputs = outputs;
    this.producer = producer;
    this.window = window;
    this.encoder = encoder;
    this.allocator = allocator;
  }

  /** Reads on behind {@code from}, which is {@code null} at the first try. */
  void run(Source source, @Nullable Checkpoint from, Cancellation cancellation) {
    if (from != null) {
      sequence = from.sequence() + 1;
      read = from.read();
      rejected = from.rejected();
      bytes = from.bytes();
    }
    JsonNode position = from == null ? null : from.position();
    JsonNode state;
    try (SplitReader reader = source.read(stream, task.split(), position, cancellation)) {
      while (true) {
        window.awaitRoom(split, outputs, sequence, cancellation);
        cancellation.check();
        SourceBatch batch = reader.next();
        if (batch == null) {
          break;
        }
        write(batch);
      }
      state = reader.state();
    }
    end(state);
  }

  private void write(SourceBatch batch) {
    long first = sequence;
    producer.beginTransaction();
    for (byte[] message : encoder.encode(batch.rows())) {
      send(message, false);
    }
    // A batch of nothing but rejects has no message, and so no number of its own: rejects are
    // numbered through the split.
    long index = rejected;
    for (RejectedRecord reject : batch.rejects()) {
      producer.send(
          new RejectMessage(
                  split, task.epoch(), run.pipeline(), run.version(), first, "", index++, reject)
              .toRecord());
    }
    read += batch.rows().getRowCount() + batch.rejects().size();
    rejected += batch.rejects().size();
    bytes += batch.bytes();
    note(batch.after(), false, null);
    producer.commitTransaction();
  }

  private void end(@Nullable JsonNode state) {
    producer.beginTransaction();
    send(ArrowBatches.encode(stream.schema(), allocator), true);
    note(null, true, state);
    producer.commitTransaction();
  }

  private void send(byte[] message, boolean end) {
    BatchHeaders headers =
        new BatchHeaders(split, sequence++, task.epoch(), end, task.split().origin(), "");
    producer.send(
        new ProducerRecord<>(Topics.EXTRACTED, null, split.key(), message, headers.toHeaders()));
  }

  private void note(@Nullable JsonNode position, boolean done, @Nullable JsonNode state) {
    Checkpoint checkpoint =
        new Checkpoint(task.epoch(), sequence - 1, position, read, rejected, bytes, done);
    producer.send(
        new ProducerRecord<>(
            Topics.CHECKPOINTS, Checkpoint.readKey(split), Json.write(checkpoint)));
    long batches = done ? sequence - 1 : sequence;
    Report report =
        new Report.Extracted(
            split.run(),
            task.epoch(),
            split.stream(),
            split.split(),
            batches,
            read,
            rejected,
            bytes,
            done,
            state);
    producer.send(new ProducerRecord<>(Topics.REPORTS, split.run(), Json.write(report)));
  }
}
