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
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.Stages;
import dev.penstock.messaging.BatchHeaders;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import dev.penstock.messaging.trace.TraceContext;
import dev.penstock.messaging.trace.Traced;
import dev.penstock.service.metrics.StageMeters;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one split from its last checkpoint to its end. Batch, rejects, checkpoint and report are
 * one Kafka transaction: after a crash the next reader goes on exactly behind it. Not thread-safe.
 */
final class SplitExtraction {
  private static final Logger LOG = LoggerFactory.getLogger(SplitExtraction.class);

  private final RunMessage run;
  private final Task.ReadSplit task;
  private final SplitId split;
  private final SourcePlan.Stream stream;
  private final List<String> outputs;
  private final Producer<String, byte[]> producer;
  private final LoadWindow window;
  private final BatchEncoder encoder;
  private final BufferAllocator allocator;
  private final StageMeters meters;
  private final Pipeline<SourceBatch, Long> pipeline;
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
      BufferAllocator allocator,
      StageMeters meters) {
    this.run = run;
    this.task = task;
    this.split = split;
    this.stream = stream;
    this.outputs = outputs;
    this.producer = producer;
    this.window = window;
    this.encoder = encoder;
    this.allocator = allocator;
    this.meters = meters;
    this.pipeline =
        Pipeline.<SourceBatch>named("extract")
            .then("encode", Stages.apply(this::encode))
            .then("write", Stages.apply(this::write))
            .onCallersThread();
  }

  /** Reads on behind {@code from}, which is {@code null} at the first try. */
  void run(Source source, @Nullable Checkpoint from, Cancellation cancellation) {
    if (from != null) {
      sequence = from.sequence() + 1;
      read = from.read();
      rejected = from.rejected();
      bytes = from.bytes();
      Traced.noteLink(from.trace());
    }
    long start = System.nanoTime();
    JsonNode position = from == null ? null : from.position();
    JsonNode state;
    try (SplitReader reader = source.read(stream, task.split(), position, cancellation)) {
      while (true) {
        if (task.limit() > 0 && read >= task.limit()) {
          // The run has all the records that it may have; what is behind them nobody knows.
          state = null;
          break;
        }
        long waiting = System.nanoTime();
        window.awaitRoom(split, task.epoch(), outputs, sequence, cancellation);
        meters.waited(System.nanoTime() - waiting);
        cancellation.check();
        SourceBatch batch = reader.next();
        if (batch == null) {
          state = reader.state();
          break;
        }
        take(batch);
      }
    }
    end(state);
    Traced.note("penstock.records", read);
    Traced.note("penstock.rejects", rejected);
    Traced.note("penstock.bytes", bytes);
    Traced.note("penstock.batches", sequence - 1);
    LOG.info(
        "split read; records={} rejects={} bytes={} batches={} seconds={}",
        read,
        rejected,
        bytes,
        sequence - 1,
        Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
  }

  /** Writes a batch, or as much of it as the split may have. */
  private void take(SourceBatch batch) {
    long left = task.limit() == 0 ? Long.MAX_VALUE : task.limit() - read;
    int rows = (int) Math.min(left, batch.rows().getRowCount());
    int rejects = (int) Math.min(left - rows, batch.rejects().size());
    if (rows == batch.rows().getRowCount()) {
      write(batch, batch.rows(), rejects);
    } else {
      try (VectorSchemaRoot front = ArrowBatches.slice(batch.rows(), 0, rows)) {
        write(batch, front, rejects);
      }
    }
  }

  private void write(SourceBatch batch, VectorSchemaRoot rows, int rejects) {
    long start = System.nanoTime();
    pipeline
        .run(
            new SourceBatch(
                rows, batch.rejects().subList(0, rejects), batch.after(), batch.bytes()))
        .orRethrow();
    meters.done(
        new StageMeters.Done(
            run.pipeline(),
            (long) rows.getRowCount() + rejects,
            rejects,
            batch.bytes(),
            System.nanoTime() - start));
  }

  /** A batch and the messages that its rows became. */
  private record Encoded(SourceBatch batch, List<byte[]> messages) {}

  private Encoded encode(SourceBatch batch) {
    return new Encoded(batch, encoder.encode(batch.rows()));
  }

  private Long write(Encoded encoded) {
    SourceBatch batch = encoded.batch();
    long first = sequence;
    producer.beginTransaction();
    for (byte[] message : encoded.messages()) {
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
    return sequence;
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
        new Checkpoint(
            task.epoch(),
            sequence - 1,
            position,
            read,
            rejected,
            bytes,
            done,
            TraceContext.current());
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
    producer.send(Reporter.record(report));
  }
}
