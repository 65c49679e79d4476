package dev.penstock.flow;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a pipeline, on the caller's thread, which waits for each stage, hook and bus. */
final class PipelineRun<O> {
  private final String name;
  private final List<Pipeline.Step> steps;
  private final PipelineSettings settings;
  private final PipelineContext context;
  private final long began;
  private final List<StageReport> reports = new ArrayList<>();
  private boolean interrupted;

  PipelineRun(
      String name, List<Pipeline.Step> steps, PipelineSettings settings, PipelineContext context) {
    this.name = name;
    this.steps = steps;
    this.settings = settings;
    this.context = context.withFailFast(settings.failFast() && context.failFast());
    this.began = context.ticker().nanos();
  }

  /** With its events. */
  PipelineResult<O> whole(Object input) {
    publish(new PipelineEvent.RunCreated(context.id(), name, context.now(), steps.size()));
    PipelineResult<O> result = stages(input, true);
    publish(updated(result.status()));
    keepInterrupt();
    return ended(result.status(), result.outcome());
  }

  /** As a stage of another pipeline, which tells the events. */
  PipelineResult<O> nested(Object input) {
    PipelineResult<O> result = stages(input, false);
    keepInterrupt();
    return result;
  }

  private void keepInterrupt() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PipelineResult<O> stages(Object input, boolean events) {
    StageResult<O> outcome = chain(input, events);
    RunStatus status = status(outcome.error().orElse(null));
    PipelineResult<O> result = ended(status, outcome);
    quietly("hook on-complete", new Moment.OnComplete(result, context));
    return result;
  }

  @SuppressWarnings("unchecked") // Pipeline.then has checked that each stage fits the one before
  private StageResult<O> chain(Object input, boolean events) {
    StageResult<Object> last = StageResult.of(input).counting(0, 0);
    long failed = 0;
    for (Pipeline.Step step : steps) {
      last = stage(step.name(), (Stage<Object, Object>) step.stage(), last.output());
      failed += last.failed();
      reports.add(
          new StageReport(
              step.name(), last.success(), last.duration(), last.processed(), last.failed()));
      if (!last.success()) {
        break;
      }
      if (events) {
        publish(updated(RunStatus.RUNNING));
      }
    }
    return (StageResult<O>) last.counting(last.processed(), failed).lasting(context.since(began));
  }

  private StageResult<Object> stage(String stage, Stage<Object, Object> work, Object input) {
    PipelineContext own = context.at(stage);
    StageResult<Object> result;
    try {
      if (interrupted) {
        throw new InterruptedException();
      }
      hooks(new Moment.BeforeStage(stage, input, own));
      result = bounded(own.stage(), settings.stageTimeout(), work, input, own);
    } catch (Exception | Error e) {
      result = failed(e);
    }
    own.finish(result);
    try {
      hooks(new Moment.AfterStage(stage, result, own));
    } catch (Exception | Error e) {
      result = result.success() ? failed(e).counting(result.processed(), result.failed()) : result;
    }
    if (result instanceof StageResult.Failed<Object> broken) {
      own.errorOnce(broken.cause());
      quietly("hook on-error", new Moment.OnError(stage, broken.cause(), own));
    }
    return result;
  }

  private StageResult<Object> bounded(
      String stage, Duration limit, Stage<Object, Object> work, Object input, PipelineContext own)
      throws Exception {
    if (settings.inline()) {
      return work.attempt(input, own);
    }
    long start = own.ticker().nanos();
    try {
      return Bounded.call(stage, limit, own.cancellation(), () -> work.attempt(input, own));
    } catch (Exception | Error e) {
      return failed(e).lasting(own.since(start));
    }
  }

  private StageResult<Object> failed(Throwable cause) {
    if (cause instanceof InterruptedException) {
      interrupted = true;
      return StageResult.failed(new Cancelled());
    }
    return StageResult.failed(cause);
  }

  /** All hooks, in order; throws what the first that fails fails with. */
  private void hooks(Moment moment) throws Exception {
    for (Hook hook : settings.hooks()) {
      hook(hook, moment);
    }
  }

  /** Not ended by a cancelled run: hooks are there to clean up, too. */
  private void hook(Hook hook, Moment moment) throws Exception {
    Duration limit = settings.hookTimeout();
    Bounded.call(
        "hook of " + name,
        limit,
        Cancellation.NEVER,
        () -> {
          Bounded.join("hook of " + name, limit, hook.on(moment));
          return true;
        });
  }

  private void quietly(String what, Moment moment) {
    for (Hook hook : settings.hooks()) {
      quietly(what, () -> hook(hook, moment));
    }
  }

  private void publish(PipelineEvent event) {
    for (EventBus bus : settings.buses()) {
      quietly(
          "event bus",
          () ->
              Bounded.call(
                  "event bus of " + name,
                  settings.hookTimeout(),
                  Cancellation.NEVER,
                  () -> {
                    bus.publish(event);
                    return true;
                  }));
    }
  }

  private void quietly(String what, Crew.Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (Exception | Error e) {
      context.error(FlowError.of(what, e));
    }
  }

  private PipelineEvent updated(RunStatus status) {
    List<String> completed =
        reports.stream().filter(StageReport::success).map(StageReport::stage).toList();
    return new PipelineEvent.RunUpdated(
        context.id(), name, context.now(), status, context.since(began), completed);
  }

  private PipelineResult<O> ended(RunStatus status, StageResult<O> outcome) {
    return new PipelineResult<>(
        context.id(),
        name,
        context.started(),
        status,
        outcome,
        reports,
        context.errors(),
        context.errorCount());
  }

  private static RunStatus status(@Nullable Throwable error) {
    if (error == null) {
      return RunStatus.SUCCEEDED;
    }
    return Causes.has(error, Cancelled.class) ? RunStatus.CANCELLED : RunStatus.FAILED;
  }
}
