package dev.penstock.transformer.messaging;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Counts;
import dev.penstock.batch.DecodedBatch;
import dev.penstock.batch.ReplayRoute;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.batch.Warning;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.Stages;
import dev.penstock.messaging.BatchHeaders;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.KafkaSettings;
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
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import dev.penstock.transformer.transformation.FinishedRows;
import dev.penstock.transformer.transformation.ReplayedRows;
import dev.penstock.transformer.transformation.StreamTransformers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one extracted message becomes. Not thread-safe. */
final class BatchTransformation {
  private static final Logger LOG = LoggerFactory.getLogger(BatchTransformation.class);

  private final RunsView runs;
  private final Definitions definitions;
  private final StreamTransformers transformers;
  private final BufferAllocator allocator;
  private final Reporter reporter;
  private final Pipeline<Arrival, List<ProducerRecord<String, byte[]>>> pipeline;
  private final RetryLog retries = new RetryLog();
  private final Map<String, Integer> failed = new HashMap<>();
  private final StageMeters meters;

  /** What is counted once it is committed. */
  private final List<StageMeters.Done> uncounted = new ArrayList<>();

  private final SplitSpans spans = new SplitSpans("transform split");

  BatchTransformation(
      RunsView runs,
      Definitions definitions,
      StreamTransformers transformers,
      BufferAllocator allocator,
      Reporter reporter,
      StageMeters meters) {
    this.runs = runs;
    this.definitions = definitions;
    this.transformers = transformers;
    this.allocator = allocator;
    this.reporter = reporter;
    this.meters = meters;
    this.pipeline =
        Pipeline.<Arrival>named("transform")
            .then("transform", Stages.apply(this::transform))
            .then("tell", Stages.apply(this::tell))
            .onCallersThread();
  }

  /** What was answered is safe in Kafka: the runs that failed are dropped from here on. */
  void committed() {
    failed.forEach(runs::markFailed);
    failed.clear();
    uncounted.forEach(meters::done);
    uncounted.clear();
    spans.settled();
  }

  /** What was answered is lost and will be asked for again. */
  void aborted() {
    failed.clear();
    uncounted.clear();
    spans.lost();
  }

  void forget(String run) {
    retries.forget(run);
    spans.forget(run);
  }

  /** Nothing more comes. */
  void close() {
    spans.close();
  }

  /**
   * The messages that take the place of this one; none for work that is no longer wanted, or that
   * is only kept raw.
   *
   * @throws dev.penstock.error.TransientException to be asked again
   */
  List<ProducerRecord<String, byte[]>> apply(ConsumerRecord<String, byte[]> message) {
    BatchHeaders headers;
    try {
      headers = BatchHeaders.from(message.headers());
    } catch (IllegalArgumentException e) {
      LOG.error(
          "batch cannot be read and is skipped; partition={} offset={}",
          message.partition(),
          message.offset(),
          e);
      return List.of();
    }
    Optional<RunMessage> run = runs.wanted(headers.split().run(), headers.epoch());
    if (run.isEmpty()
        || run.get().until() == RunUntil.BRONZE
        || failed.getOrDefault(headers.split().run(), -1) >= headers.epoch()) {
      return List.of();
    }
    try (LogContext context = LogContext.of(headers.split(), run.get().pipeline());
        SplitSpans.Batch batch =
            spans.enter(
                headers.split(),
                headers.epoch(),
                "",
                run.get().pipeline(),
                TraceContext.of(message.headers()))) {
      List<ProducerRecord<String, byte[]>> out = apply(run.get(), headers, message, batch);
      if (headers.end()) {
        batch.last();
      }
      return out;
    }
  }

  private List<ProducerRecord<String, byte[]>> apply(
      RunMessage run,
      BatchHeaders headers,
      ConsumerRecord<String, byte[]> message,
      SplitSpans.Batch batch) {
    try {
      List<ProducerRecord<String, byte[]>> out =
          pipeline
              .run(new Arrival(run, headers, message.value(), System.nanoTime(), batch))
              .orRethrow();
      retries.forget(run.run());
      return out;
    } catch (TransientException e) {
      if (retries.exhausted(run.run())) {
        return failed(headers, e.problems(), true);
      }
      int attempt = retries.attempt(run.run());
      LOG.warn("batch is tried again; attempt={} reason={}", attempt, e.problem().text());
      batch.retried(attempt, e.problem());
      reporter.send(
          new Report.Retrying(run.run(), headers.epoch(), Stage.TRANSFORM, attempt, e.problem()));
      meters.retried(e.problem());
      throw e;
    } catch (PermanentException e) {
      return failed(headers, e.problems(), false);
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      LOG.error("batch cannot be transformed; batch={}/{}", headers.split(), headers.sequence(), e);
      return failed(headers, List.of(internal(headers)), false);
    }
  }

  /** A message that somebody wants. */
  private record Arrival(
      RunMessage run,
      BatchHeaders headers,
      byte[] value,
      long startNanos,
      SplitSpans.Batch batch) {}

  /** Encoded rows and the outputs that get them. */
  private record Encoded(List<String> outputs, byte[] rows) {}

  /** What became of a message. */
  private record Transformed(
      Arrival arrival,
      List<Encoded> routes,
      long read,
      List<TransformResult.Rejected> rejected,
      Map<String, Counts> counts,
      List<Warning> warnings) {}

  private Transformed transform(Arrival arrival) {
    try (DecodedBatch batch = ArrowBatches.decode(arrival.value(), allocator)) {
      BatchHeaders headers = arrival.headers();
      String stream = headers.split().stream();
      StreamDefinition definition = definitions.of(arrival.run()).stream(stream);
      Schema columns = batch.root().getSchema();
      Optional<ReplayRoute> replay = ReplayRoute.of(columns);
      StreamTransformer transformer =
          transformers.of(
              arrival.run().run(),
              stream,
              definition,
              replay.map(ReplayRoute::columns).orElse(columns));
      if (headers.end()) {
        Collection<String> wanted =
            replay
                .<Collection<String>>map(ReplayRoute::outputs)
                .orElse(definition.outputs().keySet());
        return end(arrival, transformer, wanted);
      }
      try (TransformResult result = apply(transformer, replay, batch, headers)) {
        return encoded(arrival, result);
      }
    }
  }

  private Transformed end(
      Arrival arrival, StreamTransformer transformer, Collection<String> outputs) {
    List<Encoded> schemas =
        outputs.stream()
            .map(
                output ->
                    new Encoded(
                        List.of(output),
                        ArrowBatches.encode(transformer.outputSchema(output), allocator)))
            .toList();
    return new Transformed(arrival, schemas, 0, List.of(), Map.of(), List.of());
  }

  private static Transformed encoded(Arrival arrival, TransformResult result) {
    List<Encoded> routes = new ArrayList<>();
    Map<String, Counts> counts = new HashMap<>();
    for (TransformResult.Route route : result.routes()) {
      byte[] rows = ArrowBatches.encode(route.rows());
      if (rows.length > KafkaSettings.MAX_MESSAGE_BYTES - 65_536) {
        throw tooLarge(arrival.headers(), rows.length);
      }
      routes.add(new Encoded(route.outputs(), rows));
      route.outputs().forEach(output -> counts.put(output, route.counts()));
    }
    return new Transformed(
        arrival, routes, result.read(), result.rejected(), counts, result.warnings());
  }

  private List<ProducerRecord<String, byte[]>> tell(Transformed done) {
    BatchHeaders headers = done.arrival().headers();
    if (!headers.end()) {
      uncounted.add(
          new StageMeters.Done(
              done.arrival().run().pipeline(),
              done.read(),
              done.rejected().size(),
              done.arrival().value().length,
              System.nanoTime() - done.arrival().startNanos()));
    }
    SplitSpans.Batch batch = done.arrival().batch();
    batch.count("penstock.records", done.read());
    batch.count("penstock.rejects", done.rejected().size());
    batch.count("penstock.batches", headers.end() ? 0 : 1);
    List<ProducerRecord<String, byte[]>> out = new ArrayList<>();
    done.routes().forEach(route -> send(route.outputs(), headers, route.rows(), out));
    reject(done.arrival().run(), headers, done.rejected(), out);
    out.add(report(headers, done.read(), done.rejected().size(), done.counts(), done.warnings()));
    return out;
  }

  private TransformResult apply(
      StreamTransformer transformer,
      Optional<ReplayRoute> replay,
      DecodedBatch batch,
      BatchHeaders headers) {
    if (replay.isEmpty()) {
      return transformer.apply(batch.root(), headers.origin());
    }
    ReplayRoute route = replay.get();
    return route.finished()
        ? new FinishedRows(route, transformer, allocator).take(batch.root(), headers.origin())
        : ReplayedRows.apply(route, transformer, batch.root(), headers.origin());
  }

  private static void send(
      List<String> outputs,
      BatchHeaders headers,
      byte[] value,
      List<ProducerRecord<String, byte[]>> out) {
    String key = headers.split().key();
    for (String output : outputs) {
      out.add(
          new ProducerRecord<>(
              Topics.TRANSFORMED, null, key, value, headers.forOutput(output).toHeaders()));
    }
  }

  private static void reject(
      RunMessage run,
      BatchHeaders headers,
      List<TransformResult.Rejected> rejects,
      List<ProducerRecord<String, byte[]>> out) {
    Map<String, Integer> next = new HashMap<>();
    for (TransformResult.Rejected reject : rejects) {
      int index = next.merge(reject.output(), 1, Integer::sum) - 1;
      out.add(
          new RejectMessage(
                  headers.split(),
                  headers.epoch(),
                  run.pipeline(),
                  run.version(),
                  headers.sequence(),
                  reject.output(),
                  index,
                  reject.record())
              .toRecord());
    }
  }

  private static ProducerRecord<String, byte[]> report(
      BatchHeaders headers,
      long read,
      long rejected,
      Map<String, Counts> outputs,
      List<Warning> warnings) {
    SplitId split = headers.split();
    return Reporter.record(
        new Report.Transformed(
            split.run(),
            headers.epoch(),
            split.stream(),
            split.split(),
            headers.sequence(),
            read,
            rejected,
            outputs,
            warnings,
            headers.end()));
  }

  private List<ProducerRecord<String, byte[]>> failed(
      BatchHeaders headers, List<Problem> problems, boolean passing) {
    String run = headers.split().run();
    meters.failed(problems);
    failed.merge(run, headers.epoch(), Math::max);
    Traced.noteFailed(problems);
    return List.of(
        Reporter.record(
            new Report.Failed(run, headers.epoch(), Stage.TRANSFORM, problems, passing)));
  }

  private static PermanentException tooLarge(BatchHeaders headers, int bytes) {
    return new PermanentException(
        new Problem(
            "batch-too-large",
            "streams." + headers.split().stream() + ".steps",
            "The steps made "
                + (bytes >> 20)
                + " MiB of one batch; at most "
                + (KafkaSettings.MAX_MESSAGE_BYTES >> 20)
                + " MiB are allowed.",
            "Add fewer rows or columns in a sql step; a join may multiply rows."));
  }

  private static Problem internal(BatchHeaders headers) {
    return new Problem(
        "internal",
        "streams." + headers.split().stream() + ".steps",
        "The transformer met an error of its own in batch "
            + headers.sequence()
            + " of split "
            + headers.split().split()
            + " ("
            + headers.origin()
            + ").",
        "The transformer's log names the cause; please report it.");
  }
}
