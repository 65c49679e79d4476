package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.TOO_MANY;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.definition.Concurrency;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accepts a run that is put together: knows a request that came before, and does with the runs that
 * are not over what the pipeline's definition says. Works in the caller's transaction. Thread-safe.
 */
public final class Acceptance {
  private final RunStore runs;
  private final ProgressStore progress;
  private final PlaceStore places;
  private final Dispatcher dispatcher;
  private final PipelineStore pipelines;
  private final RunChanges changes;
  private final Starting starting;
  private final ActionLog actions;
  private final int maxQueued;
  private final DefinitionParser parser = new DefinitionParser();

  /**
   * Prepares.
   *
   * @param maxQueued the most runs of a pipeline that wait
   */
  public Acceptance(
      RunStore runs,
      ProgressStore progress,
      PlaceStore places,
      Dispatcher dispatcher,
      PipelineStore pipelines,
      RunChanges changes,
      Starting starting,
      ActionLog actions,
      int maxQueued) {
    this.runs = runs;
    this.progress = progress;
    this.places = places;
    this.dispatcher = dispatcher;
    this.pipelines = pipelines;
    this.changes = changes;
    this.starting = starting;
    this.actions = actions;
    this.maxQueued = maxQueued;
  }

  /** The run that a request had already. */
  Optional<Run> known(String pipeline, String digest, Optional<String> key) {
    return key.map(Acceptance::checked)
        .flatMap(runs::findByKey)
        .map(found -> same(found, pipeline, digest));
  }

  /**
   * Accepts a run, with its pipeline locked; starts it if it may go on at once.
   *
   * @param digest the same for requests that mean the same
   * @param key the client's idempotency key; the same key gives the same run
   * @param preparation puts the run together, of the pipeline's current version
   */
  Run accept(
      String pipeline,
      String digest,
      Optional<String> key,
      Function<PipelineVersion, NewRun> preparation) {
    Optional<Run> known = known(pipeline, digest, key);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<RunStore.Submission> submission =
        key.map(given -> new RunStore.Submission(given, digest));
    PipelineStore.Head head =
        pipelines
            .lock(pipeline)
            .filter(found -> !found.deleted())
            .orElseThrow(() -> Pipelines.unknown(pipeline));
    PipelineVersion version = pipelines.current(pipeline).orElseThrow();
    Optional<Run> before = runs.firstUnfinished(head.id());
    Concurrency policy =
        before
            .map(run -> parser.parse(version.definition()).operation().concurrency())
            .orElse(Concurrency.QUEUE);
    before.ifPresent(run -> mayWait(run, policy));
    NewRun accepted = preparation.apply(version);
    if (before.isPresent() && policy == Concurrency.CANCEL_OLDER && !waitsAlways(accepted.run())) {
      cancelUnpublished(head.id());
      before = runs.firstUnfinished(head.id());
    }
    boolean skipped =
        before.isPresent() && policy == Concurrency.SKIP && !waitsAlways(accepted.run());
    Run run = skipped ? skipped(accepted.run(), before.get()) : accepted.run();
    runs.insert(run, submission, accepted.streams(), accepted.definition());
    places.accepted(
        run.id(),
        RunTerms.of(
            run,
            parser.parse(accepted.definition().orElse(version.definition())),
            dispatcher.limits().runsPerPipeline()));
    accepted.pushed().forEach(records -> keep(run, records));
    accepted.added().run();
    if (run.replayOf() != null) {
      actions.note("run.replay", "runs/" + run.id(), detail(run) + " of run " + run.replayOf());
    }
    changes.created(run);
    return skipped ? changes.apply(run, new Transition.Cancel()) : starting.start(run);
  }

  /** Whether a run waits for others also where those of its pipeline do not. */
  private static boolean waitsAlways(Run run) {
    return run.mode() == RunMode.REPLAY || run.order().trigger().kind() == RunTrigger.Kind.BACKFILL;
  }

  /** Cancels all runs of the pipeline that nobody has ordered to publish yet. */
  private void cancelUnpublished(String pipelineId) {
    for (String id : runs.unfinished(pipelineId)) {
      runs.lock(id)
          .filter(run -> RunLifecycle.allows(run.state(), new Transition.Cancel()))
          .ifPresent(run -> changes.apply(run, new Transition.Cancel()));
    }
  }

  private static Run skipped(Run run, Run before) {
    Problem why =
        new Problem(
            "skipped",
            "pipelines/" + run.pipeline(),
            "Run %s of the pipeline is %s, and its definition says `concurrency: skip`."
                .formatted(before.id(), before.state()),
            "Ask again once it is over.");
    return run.withDetails(run.details().withProblems(List.of(why)));
  }

  /** Refuses one more run behind one that is not over, where there must be none. */
  private void mayWait(Run before, Concurrency policy) {
    if (policy == Concurrency.REFUSE) {
      throw new Refusal(
          CONFLICT,
          new Problem(
              "run-active",
              "pipelines/" + before.pipeline(),
              "Run %s of the pipeline is %s, and its definition says `concurrency: refuse`."
                  .formatted(before.id(), before.state()),
              "Wait until it is over, or cancel it: POST /api/v1/runs/"
                  + before.id()
                  + "/cancel."));
    }
    long waiting = runs.waiting(before.pipelineId());
    boolean waits = policy == Concurrency.QUEUE || policy == Concurrency.ALLOW;
    if (waits && waiting >= maxQueued) {
      throw new Refusal(
          TOO_MANY,
          new Problem(
              "queue-full",
              "pipelines/" + before.pipeline(),
              "%d runs of the pipeline wait already, which is the most; run %s is %s."
                  .formatted(waiting, before.id(), before.state()),
              "Ask again later, or cancel runs that are no longer needed."));
    }
  }

  /** What a run was asked for, in one line. */
  static String detail(Run run) {
    RunTrigger trigger = run.order().trigger();
    String of = trigger.of() == null ? "" : " of " + trigger.of();
    return "pipeline %s version %d, %s%s"
        .formatted(
            run.pipeline(), run.version(), trigger.kind().name().toLowerCase(Locale.ROOT), of);
  }

  private void keep(Run run, PushedSplits pushed) {
    // Of no records nothing is planned: the extractor plans a split of nothing then.
    if (!pushed.splits().isEmpty()) {
      progress.add(run.id(), List.of(pushed.report(run)));
      progress.aim(run.id(), pushed);
    }
  }

  private static Run same(RunStore.Keyed known, String pipeline, String digest) {
    if (known.run().pipeline().equals(pipeline) && known.digest().equals(digest)) {
      return known.run();
    }
    throw new Refusal(
        CONFLICT,
        new Problem(
            "idempotency-key-reused",
            "Idempotency-Key",
            "The key was already used for another request: run "
                + known.run().id()
                + " of pipeline "
                + known.run().pipeline()
                + ".",
            "Use a new key for a new request."));
  }

  private static String checked(String key) {
    boolean printable = key.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (key.isBlank() || key.length() > RunRequest.MAX_KEY || !printable) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "bad-idempotency-key",
              "Idempotency-Key",
              "The key must have 1 to " + RunRequest.MAX_KEY + " printable ASCII characters.",
              "A random UUID is a good key."));
    }
    return key;
  }
}
