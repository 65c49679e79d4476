package dev.penstock.loader.messaging;

import dev.penstock.batch.Stage;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import dev.penstock.loader.loading.Destinations;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.TaskHandler;
import dev.penstock.messaging.trace.Traced;
import dev.penstock.service.metrics.Meters;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits, publishes and cleans runs at their destination. */
final class LoaderTasks implements TaskHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderTasks.class);

  private final RunsView runs;
  private final Definitions definitions;
  private final Destinations destinations;
  private final Reporter reporter;
  private final Meters meters;

  LoaderTasks(
      RunsView runs,
      Definitions definitions,
      Destinations destinations,
      Reporter reporter,
      Meters meters) {
    this.runs = runs;
    this.definitions = definitions;
    this.destinations = destinations;
    this.reporter = reporter;
    this.meters = meters;
  }

  @Override
  public boolean wants(Task task) {
    return switch (task) {
      case Task.PlanStream plan -> false;
      case Task.ReadSplit read -> false;
      case Task.Audit audit -> true;
      case Task.Publish publish -> true;
      case Task.Clean clean -> true;
    };
  }

  @Override
  public void handle(Task task, Cancellation cancellation) {
    try {
      switch (task) {
        case Task.Audit audit -> audit(audit, cancellation);
        case Task.Publish publish -> publish(publish);
        case Task.Clean clean -> clean(clean);
        case Task.PlanStream plan -> throw new IllegalArgumentException("not for the loader");
        case Task.ReadSplit read -> throw new IllegalArgumentException("not for the loader");
      }
    } catch (Fenced e) {
      LOG.info("task came too late; run={} epoch={}", task.run(), task.epoch());
      throw new Cancelled();
    }
  }

  private void audit(Task.Audit task, Cancellation cancellation) {
    Optional<RunMessage> run = runs.wanted(task.run(), task.epoch());
    if (run.isEmpty()) {
      return;
    }
    Traced.note("penstock.pipeline", run.get().pipeline());
    RunWork work = work(run.get());
    Cancellation unwanted =
        () -> cancellation.cancelled() || !runs.isWanted(task.run(), task.epoch());
    Destination destination = destination(work.pipeline());
    long start = System.nanoTime();
    try (LogContext context = LogContext.ofPipeline(run.get().pipeline())) {
      AuditResult result = destination.audit(work, unwanted);
      LOG.info(
          "run audited; checks={} passed={} seconds={}",
          result.checks().size(),
          result.passed(),
          seconds(start));
      result
          .models()
          .forEach(
              model ->
                  Traced.past(
                      "build model",
                      model.startMillis(),
                      model.endMillis(),
                      "penstock.model",
                      model.name()));
      Traced.note("penstock.checks", result.checks().size());
      Traced.note("penstock.passed", Boolean.toString(result.passed()));
      reporter.send(new Report.Audited(task.run(), task.epoch(), result));
    } catch (PermanentException e) {
      if (!e.problem().code().equals(Destination.PUBLISHED)) {
        throw e;
      }
      // An earlier attempt published it, and nobody heard of it.
      reporter.send(new Report.Published(task.run(), task.epoch(), destination.publish(work)));
    }
  }

  private void publish(Task.Publish task) {
    Optional<RunMessage> run = runs.wanted(task.run(), task.epoch());
    if (run.isEmpty()) {
      return;
    }
    Traced.note("penstock.pipeline", run.get().pipeline());
    RunWork work = work(run.get());
    Destination destination = destination(work.pipeline());
    long start = System.nanoTime();
    PublishResult result =
        run.get().dryRun() ? destination.rehearse(work) : destination.publish(work);
    try (LogContext context = LogContext.ofPipeline(run.get().pipeline())) {
      LOG.info(
          "run {}; tables={} rows={} seconds={}",
          run.get().dryRun() ? "rehearsed" : "published",
          result.tables().size(),
          result.tables().stream().mapToLong(PublishResult.PublishedTable::rows).sum(),
          seconds(start));
    }
    Traced.note("penstock.tables", result.tables().size());
    Traced.note(
        "penstock.records",
        result.tables().stream().mapToLong(PublishResult.PublishedTable::rows).sum());
    reporter.send(new Report.Published(task.run(), task.epoch(), result));
  }

  /** A run that is forgotten was cleaned before. */
  private void clean(Task.Clean task) {
    runs.awaitCurrent();
    Optional<RunMessage> run = runs.find(task.run());
    if (run.isPresent()) {
      destination(definitions.of(run.get())).clean(task.run(), task.epoch());
      try (LogContext context = LogContext.ofPipeline(run.get().pipeline())) {
        LOG.info("run cleaned; epoch={}", task.epoch());
      }
      reporter.send(new Report.Cleaned(task.run(), task.epoch()));
    }
  }

  private static double seconds(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
  }

  private RunWork work(RunMessage run) {
    return new RunWork(
        run.run(),
        run.epoch(),
        run.mode(),
        run.from(),
        run.until(),
        run.version(),
        definitions.of(run),
        run.dryRun(),
        Set.copyOf(run.streams()));
  }

  private Destination destination(PipelineDefinition pipeline) {
    return destinations.of(pipeline.destination());
  }

  @Override
  public void retrying(Task task, int attempt, TransientException error) {
    meters.stage(stage(task)).retried(error.problem());
    reporter.send(
        new Report.Retrying(task.run(), task.epoch(), stage(task), attempt, error.problem()));
  }

  /**
   * Cleaning is given up only where it can never work; the run is over all the same. An order to
   * audit may come a second time, when the run is being published already.
   */
  @Override
  public void failed(Task task, PenstockException error) {
    if (task instanceof Task.Clean) {
      if (error instanceof TransientException) {
        throw error;
      }
      LOG.error("run could not be cleaned; run={}", task.run(), error);
      return;
    }
    if (task instanceof Task.Audit && publishing(task)) {
      LOG.warn("second audit of a run is given up; its publish decides; run={}", task.run(), error);
      return;
    }
    reporter.send(
        new Report.Failed(
            task.run(),
            task.epoch(),
            stage(task),
            error.problems(),
            error instanceof TransientException));
    meters.stage(stage(task)).failed(error.problems());
    runs.markFailed(task.run(), task.epoch());
  }

  private boolean publishing(Task task) {
    return runs.find(task.run()).filter(run -> run.state() == RunState.PUBLISHING).isPresent();
  }

  private static Stage stage(Task task) {
    return task instanceof Task.Audit ? Stage.AUDIT : Stage.PUBLISH;
  }
}
