package dev.penstock.extractor.messaging;

import dev.penstock.batch.ReplayRoute;
import dev.penstock.batch.SplitId;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.bronze.BronzeConnector;
import dev.penstock.connector.replay.ReplaySource;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.extractor.extraction.BatchEncoder;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.GlobalTable;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.TaskHandler;
import dev.penstock.messaging.Topics;
import dev.penstock.messaging.trace.Traced;
import dev.penstock.service.metrics.StageMeters;
import dev.penstock.source.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans streams and reads splits, each in transactions of its own transactional id. */
public final class ExtractorTasks implements TaskHandler {
  private static final int MAX_SPLITS = 10_000;
  private static final Duration CATCH_UP = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  /** Stands for a source in which nothing is (new), so that its tables are made all the same. */
  private static final Split NOTHING = Split.ofNothing("nothing");

  private static final Logger LOG = LoggerFactory.getLogger(ExtractorTasks.class);

  private final KafkaSettings kafka;
  private final RunsView runs;
  private final GlobalTable<Checkpoint> checkpoints;
  private final Definitions definitions;
  private final Sources sources;
  private final LoadWindow window;
  private final Reporter reporter;
  private final BatchEncoder encoder;
  private final BufferAllocator allocator;
  private final StageMeters meters;

  ExtractorTasks(
      KafkaSettings kafka,
      RunsView runs,
      GlobalTable<Checkpoint> checkpoints,
      Definitions definitions,
      Sources sources,
      LoadWindow window,
      Reporter reporter,
      BatchEncoder encoder,
      BufferAllocator allocator,
      StageMeters meters) {
    this.kafka = kafka;
    this.runs = runs;
    this.checkpoints = checkpoints;
    this.definitions = definitions;
    this.sources = sources;
    this.window = window;
    this.reporter = reporter;
    this.encoder = encoder;
    this.allocator = allocator;
    this.meters = meters;
  }

  @Override
  public boolean wants(Task task) {
    return switch (task) {
      case Task.PlanStream plan -> true;
      case Task.ReadSplit read -> true;
      case Task.Audit audit -> false;
      case Task.Publish publish -> false;
      case Task.Clean clean -> false;
    };
  }

  @Override
  public int priority(String run) {
    return runs.priority(run);
  }

  @Override
  public void handle(Task task, Cancellation cancellation) {
    try {
      switch (task) {
        case Task.PlanStream plan -> plan(plan, cancellation);
        case Task.ReadSplit read -> read(read, cancellation);
        case Task.Audit audit -> {}
        case Task.Publish publish -> {}
        case Task.Clean clean -> {}
      }
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      // Another process has taken this work over; what it has written stands.
      throw new Cancelled();
    }
  }

  /** Also while the run is paused: a plan that was begun is kept. */
  private void plan(Task.PlanStream task, Cancellation cancellation) {
    Optional<RunMessage> run = runs.wanted(task.run(), task.epoch());
    if (run.isPresent()) {
      Traced.note("penstock.pipeline", run.get().pipeline());
      Cancellation unwanted =
          () -> cancellation.cancelled() || !runs.isWanted(task.run(), task.epoch());
      try (LogContext context = LogContext.ofPipeline(run.get().pipeline())) {
        plan(task, run.get(), definitions.of(run.get()), unwanted);
      }
    }
  }

  /** Not while the run is paused: what is dropped here is given out again when it goes on. */
  private void read(Task.ReadSplit task, Cancellation cancellation) {
    Optional<RunMessage> run = runs.reading(task.run(), task.epoch(), task.revision());
    if (run.isPresent()) {
      Traced.note("penstock.pipeline", run.get().pipeline());
      Cancellation unwanted =
          () ->
              cancellation.cancelled()
                  || !runs.isReading(task.run(), task.epoch(), task.revision());
      try (LogContext context = LogContext.ofPipeline(run.get().pipeline())) {
        read(task, run.get(), definitions.of(run.get()), unwanted);
      }
    }
  }

  private void plan(
      Task.PlanStream task, RunMessage run, PipelineDefinition pipeline, Cancellation unwanted) {
    String key = Checkpoint.planKey(task.run(), task.stream());
    try (KafkaProducer<String, byte[]> producer =
        kafka.transactionalProducer("penstock-plan/" + key)) {
      producer.initTransactions();
      awaitCheckpoints();
      Checkpoint planned = checkpoints.get(key);
      if (planned != null && planned.epoch() >= task.epoch()) {
        return;
      }
      SourcePlan plan = source(run, pipeline, task.stream()).plan(request(task), unwanted);
      if (plan.splits().size() > MAX_SPLITS) {
        throw new PermanentException(
            new Problem(
                "too-many-splits",
                "streams." + task.stream() + ".source",
                "The source has "
                    + plan.splits().size()
                    + " splits; at most "
                    + MAX_SPLITS
                    + " are allowed.",
                "Make the splits larger, or read fewer files in one stream."));
      }
      announce(task, plan, producer);
      Traced.note("penstock.splits", plan.splits().size());
      LOG.info(
          "stream planned; splits={} bytes={}",
          plan.splits().size(),
          plan.splits().stream().mapToLong(Split::bytes).sum());
    } finally {
      if (!runs.isWanted(task.run(), task.epoch())) {
        // The run ended while it was planned: nobody else gives back what the plan holds.
        sources.release(task.run());
      }
    }
  }

  private static void announce(
      Task.PlanStream task, SourcePlan plan, KafkaProducer<String, byte[]> producer) {
    String key = Checkpoint.planKey(task.run(), task.stream());
    List<Split> splits = plan.splits().isEmpty() ? List.of(NOTHING) : plan.splits();
    producer.beginTransaction();
    for (Report report : PlanParts.of(task, plan, splits)) {
      producer.send(Reporter.record(report));
    }
    Checkpoint done = new Checkpoint(task.epoch(), -1, null, 0, 0, 0, true);
    producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, key, Json.write(done)));
    producer.commitTransaction();
  }

  private void read(
      Task.ReadSplit task, RunMessage run, PipelineDefinition pipeline, Cancellation unwanted) {
    SplitId split = new SplitId(task.run(), task.stream(), task.split().id());
    Schema schema = schema(task.schema());
    List<String> outputs =
        ReplayRoute.of(schema)
            .map(ReplayRoute::outputs)
            .orElseGet(() -> loaded(run, pipeline.stream(task.stream())));
    window.enter(split, task.epoch(), outputs, unwanted);
    KafkaProducer<String, byte[]> producer =
        kafka.transactionalProducer("penstock-read/" + split.key());
    boolean over = false;
    try {
      producer.initTransactions();
      awaitCheckpoints();
      Checkpoint last = checkpoints.get(Checkpoint.readKey(split));
      // What was read in an earlier epoch is forgotten: the split begins anew.
      Checkpoint from = last != null && last.epoch() >= task.epoch() ? last : null;
      if (from != null && from.done()) {
        over = true;
        return;
      }
      SourcePlan.Stream stream = new SourcePlan.Stream(schema, schema(task.sourceSchema()));
      new SplitExtraction(
              run, task, split, stream, outputs, producer, window, encoder, allocator, meters)
          .run(reading(task, run, pipeline), from, unwanted);
      over = true;
    } finally {
      producer.close(CLOSE);
      if (!over) {
        // Held, or to be tried again: until then another split may be read.
        window.leave(split);
      }
    }
  }

  /** What takes the split's batches: not the raw copy that they are read from. */
  private static List<String> loaded(RunMessage run, StreamDefinition stream) {
    if (run.until() == RunUntil.BRONZE) {
      return List.of(StreamDefinition.BRONZE);
    }
    return run.from() == RunFrom.BRONZE
        ? List.copyOf(stream.outputs().keySet())
        : stream.loadedOutputs();
  }

  private static PlanRequest request(Task.PlanStream task) {
    String known = task.known();
    return new PlanRequest(task.run(), task.state(), known == null ? null : schema(known), false);
  }

  /** A split of nothing has an end like any other, but nothing to read. */
  private Source reading(Task.ReadSplit task, RunMessage run, PipelineDefinition pipeline) {
    if (run.mode() == RunMode.REPLAY) {
      return new ReplaySource(pipeline.stream(task.stream()).source(), allocator);
    }
    return task.split().isOfNothing() ? new EmptySource() : source(run, pipeline, task.stream());
  }

  private Source source(RunMessage run, PipelineDefinition pipeline, String stream) {
    if (run.from() == RunFrom.BRONZE) {
      return sources.open(
          BronzeConnector.definition(pipeline, stream), "streams." + stream + ".bronze");
    }
    return sources.open(pipeline.stream(stream).source(), "streams." + stream + ".source");
  }

  private void awaitCheckpoints() {
    if (!checkpoints.awaitCurrent(CATCH_UP)) {
      throw new TransientException(
          Problem.of("kafka-unreachable", "kafka", "The checkpoints could not be read in time."),
          null);
    }
  }

  private static Schema schema(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new IllegalArgumentException("not an Arrow schema in JSON", e);
    }
  }

  @Override
  public void retrying(Task task, int attempt, TransientException error) {
    meters.retried(error.problem());
    reporter.send(
        new Report.Retrying(task.run(), task.epoch(), Stage.EXTRACT, attempt, error.problem()));
  }

  @Override
  public void failed(Task task, PenstockException error) {
    reporter.send(
        new Report.Failed(
            task.run(),
            task.epoch(),
            Stage.EXTRACT,
            error.problems(),
            error instanceof TransientException));
    meters.failed(error.problems());
    runs.markFailed(task.run(), task.epoch());
  }
}
