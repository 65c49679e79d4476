package dev.penstock.loader.messaging;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.DecodedBatch;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.LoadTarget;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.Stages;
import dev.penstock.loader.loading.Destinations;
import dev.penstock.messaging.BatchHeaders;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RetryLog;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.Topics;
import dev.penstock.messaging.trace.SplitSpans;
import dev.penstock.messaging.trace.TraceContext;
import dev.penstock.messaging.trace.Traced;
import dev.penstock.service.metrics.StageMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one message and says what is to be told of it. The telling must be safe in Kafka before the
 * message's offset is committed; it may be told twice. Not thread-safe.
 */
final class BatchLoading {
  private static final Logger LOG = LoggerFactory.getLogger(BatchLoading.class);

  private final RunsView runs;
  private final Definitions definitions;
  private final Destinations destinations;
  private final BufferAllocator allocator;
  private final Reporter reporter;
  private final Pipeline<Arrival, List<ProducerRecord<String, byte[]>>> pipeline;
  private final RetryLog retries = new RetryLog();
  private final StageMeters meters;
  private final SplitSpans spans = new SplitSpans("load split");

  BatchLoading(
      RunsView runs,
      Definitions definitions,
      Destinations destinations,
      BufferAllocator allocator,
      Reporter reporter,
      StageMeters meters) {
    this.runs = runs;
    this.definitions = definitions;
    this.destinations = destinations;
    this.allocator = allocator;
    this.reporter = reporter;
    this.meters = meters;
    this.pipeline =
        Pipeline.<Arrival>named("load")
            .then("stage", Stages.apply(this::stage))
            .then("tell", Stages.apply(BatchLoading::tell))
            .onCallersThread();
    runs.onEnd(spans::forget);
  }

  /** Nothing more comes. */
  void close() {
    spans.close();
  }

  /**
   * Loads the message unless nobody wants it any more, and adds what is to be told to {@code out}.
   *
   * @throws TransientException to be asked again
   */
  void load(ConsumerRecord<String, byte[]> message, List<ProducerRecord<String, byte[]>> out) {
    BatchHeaders headers;
    try {
      headers = BatchHeaders.from(message.headers());
    } catch (IllegalArgumentException e) {
      LOG.error(
          "batch cannot be read and is skipped; topic={} partition={} offset={}",
          message.topic(),
          message.partition(),
          message.offset(),
          e);
      return;
    }
    Optional<RunMessage> run = runs.wanted(headers.split().run(), headers.epoch());
    if (run.isEmpty()) {
      return;
    }
    try (LogContext context = LogContext.of(headers.split(), run.get().pipeline());
        SplitSpans.Batch batch =
            spans.enter(
                headers.split(),
                headers.epoch(),
                headers.output().isEmpty() ? StreamDefinition.BRONZE : headers.output(),
                run.get().pipeline(),
                trace(run.get(), headers, message))) {
      load(run.get(), headers, message, batch, out);
      spans.settled();
    }
  }

  /** What the batch says of the run's trace; nothing where it is not loaded. */
  private @Nullable String trace(
      RunMessage run, BatchHeaders headers, ConsumerRecord<String, byte[]> message) {
    String trace = TraceContext.of(message.headers());
    if (trace == null || !message.topic().equals(Topics.EXTRACTED)) {
      return trace;
    }
    try {
      StreamDefinition stream = definitions.of(run).stream(headers.split().stream());
      return BronzeGate.keepsBronze(run, stream) ? trace : null;
    } catch (RuntimeException e) {
      // Whatever is wrong with the definition is told where the batch is loaded.
      return trace;
    }
  }

  private void load(
      RunMessage run,
      BatchHeaders headers,
      ConsumerRecord<String, byte[]> message,
      SplitSpans.Batch batch,
      List<ProducerRecord<String, byte[]>> out) {
    try {
      out.addAll(pipeline.run(new Arrival(message, headers, run, batch)).orRethrow());
      retries.forget(run.run());
    } catch (Fenced e) {
      LOG.info("batch came too late; batch={}/{}", headers.split(), headers.sequence());
    } catch (TransientException e) {
      retry(headers, e, batch);
    } catch (PermanentException e) {
      fail(headers, e.problems(), false);
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      LOG.error("batch cannot be loaded; batch={}/{}", headers.split(), headers.sequence(), e);
      fail(headers, List.of(internal(headers)), false);
    }
  }

  /** A message that somebody wants. */
  private record Arrival(
      ConsumerRecord<String, byte[]> message,
      BatchHeaders headers,
      RunMessage run,
      SplitSpans.Batch batch) {}

  /** What became of it; no result where the stream keeps no raw copy. */
  private record Loaded(Arrival arrival, String output, Optional<LoadResult> result) {}

  private Loaded stage(Arrival arrival) {
    BatchHeaders headers = arrival.headers();
    PipelineDefinition definition = definitions.of(arrival.run());
    StreamDefinition stream = definition.stream(headers.split().stream());
    boolean raw = arrival.message().topic().equals(Topics.EXTRACTED);
    if (raw && !BronzeGate.keepsBronze(arrival.run(), stream)) {
      return new Loaded(arrival, StreamDefinition.BRONZE, Optional.empty());
    }
    try (DecodedBatch rows = ArrowBatches.decode(arrival.message().value(), allocator)) {
      LoadBatch batch =
          raw ? bronze(headers, stream, rows) : output(arrival.run(), headers, stream, rows);
      long start = System.nanoTime();
      LoadResult result = destinations.of(definition.destination()).load(batch);
      if (!headers.end()) {
        meters.done(
            new StageMeters.Done(
                arrival.run().pipeline(),
                rows.root().getRowCount(),
                result.rejects().size(),
                arrival.message().value().length,
                System.nanoTime() - start));
      }
      return new Loaded(arrival, batch.output(), Optional.of(result));
    }
  }

  private static LoadBatch bronze(
      BatchHeaders headers, StreamDefinition stream, DecodedBatch rows) {
    return batch(
        headers,
        LoadTarget.plain(
            StreamDefinition.BRONZE,
            stream.bronze().orElseThrow().table(),
            stream.loadMode(StreamDefinition.BRONZE),
            List.of(),
            Finish.NONE),
        stream,
        rows);
  }

  private static LoadBatch output(
      RunMessage run, BatchHeaders headers, StreamDefinition stream, DecodedBatch rows) {
    LoadMode declared = stream.loadMode(headers.output());
    LoadMode kept = run.mode() == RunMode.REPLAY ? declared.whenReplayed() : declared;
    LoadMode mode = run.dryRun() ? kept.whenRehearsed() : kept;
    return batch(headers, LoadTarget.of(stream, headers.output(), mode), stream, rows);
  }

  private static LoadBatch batch(
      BatchHeaders headers, LoadTarget target, StreamDefinition stream, DecodedBatch rows) {
    return new LoadBatch(
        headers.split(),
        headers.epoch(),
        headers.sequence(),
        target,
        headers.origin(),
        stream.source().connection(),
        rows.root(),
        headers.end());
  }

  private static List<ProducerRecord<String, byte[]>> tell(Loaded loaded) {
    if (loaded.result().isEmpty()) {
      return List.of();
    }
    LoadResult result = loaded.result().get();
    BatchHeaders headers = loaded.arrival().headers();
    RunMessage run = loaded.arrival().run();
    if (result.done()) {
      LOG.info(
          "split loaded; output={} rows={} rejects={}",
          loaded.output(),
          result.loaded(),
          result.rejected());
    }
    String output = loaded.output();
    SplitSpans.Batch batch = loaded.arrival().batch();
    batch.count("penstock.batches", headers.end() ? 0 : 1);
    if (result.done()) {
      // The ledger's totals of the split, whoever loaded how much of it.
      batch.count("penstock.records", result.loaded());
      batch.count("penstock.rejects", result.rejected());
      batch.last();
    }
    SplitId split = headers.split();
    List<ProducerRecord<String, byte[]>> out = new ArrayList<>();
    int index = 0;
    for (RejectedRecord reject : result.rejects()) {
      out.add(
          new RejectMessage(
                  split,
                  headers.epoch(),
                  run.pipeline(),
                  run.version(),
                  headers.sequence(),
                  output,
                  index++,
                  reject)
              .toRecord());
    }
    out.add(
        Reporter.record(
            new Report.Loaded(
                split.run(),
                headers.epoch(),
                split.stream(),
                split.split(),
                output,
                result.sequence(),
                result.read(),
                result.loaded(),
                result.rejected(),
                result.done())));
    Checkpoint position = Checkpoint.loaded(headers.epoch(), result.sequence(), result.done());
    out.add(
        new ProducerRecord<>(
            Topics.CHECKPOINTS, Checkpoint.loadedKey(split, output), Json.write(position)));
    return out;
  }

  private void retry(BatchHeaders headers, TransientException error, SplitSpans.Batch batch) {
    String run = headers.split().run();
    if (retries.exhausted(run)) {
      fail(headers, error.problems(), true);
      return;
    }
    int attempt = retries.attempt(run);
    LOG.warn("batch is tried again; attempt={} reason={}", attempt, error.problem().text());
    batch.retried(attempt, error.problem());
    reporter.send(new Report.Retrying(run, headers.epoch(), Stage.LOAD, attempt, error.problem()));
    meters.retried(error.problem());
    throw error;
  }

  private void fail(BatchHeaders headers, List<Problem> problems, boolean passing) {
    String run = headers.split().run();
    Traced.noteFailed(problems);
    reporter.send(new Report.Failed(run, headers.epoch(), Stage.LOAD, problems, passing));
    meters.failed(problems);
    runs.markFailed(run, headers.epoch());
    retries.forget(run);
  }

  private static Problem internal(BatchHeaders headers) {
    return new Problem(
        "internal",
        "streams." + headers.split().stream() + ".outputs",
        "The loader met an error of its own in batch "
            + headers.sequence()
            + " of split "
            + headers.split().split()
            + " ("
            + headers.origin()
            + ").",
        "The loader's log names the cause; please report it.");
  }
}
