package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;
import static dev.penstock.api.error.Refusal.Kind.TOO_MANY;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.Concurrency;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What can be done with runs. Thread-safe. Refuses with {@link Refusal}.
 *
 * <p>Locks are taken in the order pipeline, run; work that holds a run never asks for a pipeline.
 */
public final class Runs {
  /** The most splits that one answer lists. */
  private static final int MAX_WARNINGS = 200;

  public static final int MAX_SPLITS = 200;

  private static final int DUE_AT_ONCE = 100;

  private final RunStore runs;
  private final ProgressStore progress;
  private final StreamStates states;
  private final PipelineStore pipelines;
  private final RejectStore rejects;
  private final Transactions transactions;
  private final RunChanges changes;
  private final RawCopies rawCopies;
  private final Clock clock;
  private final int maxQueued;
  private final DefinitionParser parser = new DefinitionParser();

  /**
   * @param maxQueued the most runs of a pipeline that wait
   */
  public Runs(
      RunStore runs,
      ProgressStore progress,
      StreamStates states,
      PipelineStore pipelines,
      RejectStore rejects,
      RunEnds ends,
      Outbox outbox,
      Transactions transactions,
      RawCopies rawCopies,
      Clock clock,
      int maxQueued) {
    this.runs = runs;
    this.progress = progress;
    this.states = states;
    this.pipelines = pipelines;
    this.rejects = rejects;
    this.transactions = transactions;
    this.changes = new RunChanges(runs, progress, states, ends, outbox, clock);
    this.rawCopies = rawCopies;
    this.clock = clock;
    this.maxQueued = maxQueued;
  }

  /**
   * Accepts a run of the pipeline's current version; starts it unless another run of the pipeline
   * is not over.
   *
   * @param key the client's idempotency key; the same key gives the same run
   */
  public RunView submit(String pipeline, RunRequest request, Optional<String> key) {
    return submit(pipeline, request.digest(), key, version -> start(version, request));
  }

  /**
   * Accepts a run that is put together in the same transaction, with its pipeline locked; starts it
   * unless another run of the pipeline is not over.
   *
   * @param digest the same for requests that mean the same
   * @param key the client's idempotency key; the same key gives the same run
   * @param preparation puts the run together, of the pipeline's current version
   */
  public RunView submit(
      String pipeline,
      String digest,
      Optional<String> key,
      Function<PipelineVersion, NewRun> preparation) {
    return transactions.write(() -> view(accept(pipeline, digest, key, preparation)));
  }

  /** What is noted of a pipeline's streams since the last published run. */
  public List<StreamStates.StreamState> states(String pipeline) {
    return transactions.read(
        () ->
            pipelines
                .current(pipeline)
                .map(version -> states.of(version.id()))
                .orElseThrow(() -> Pipelines.unknown(pipeline)));
  }

  public RunView get(String id) {
    return transactions.read(() -> view(find(id)));
  }

  public List<RunSummary> list(RunFilter filter) {
    return transactions.read(
        () ->
            runs.list(filter).stream().map(run -> RunViews.summary(run, clock.instant())).toList());
  }

  /** Refuses a run that is not there. */
  public void mustExist(String id) {
    Run run = transactions.read(() -> find(id));
    assert run.id().equals(id);
  }

  /** The run as it is now, as an event. */
  public PublicEvent snapshot(String id) {
    return transactions.read(
        () -> {
          Run run = find(id);
          return RunEvents.snapshot(run, progress.progress(run.id()), clock.instant());
        });
  }

  /** Cancels a run that nobody has ordered to publish yet. */
  public Cancelled cancel(String id) {
    return transactions.write(
        () -> {
          Run run = runs.lock(id).orElseThrow(() -> unknown(id));
          return switch (run.state()) {
            case QUEUED, RUNNING, AUDITING ->
                new Cancelled(view(changes.apply(run, new Transition.Cancel())), true);
            case CANCELLED -> new Cancelled(view(run), false);
            case PUBLISHING ->
                throw new Refusal(
                    CONFLICT,
                    new Problem(
                        "publish-ordered",
                        "runs/" + id,
                        "The order to publish was already given; the run ends as what really happens.",
                        "See /api/v1/runs/" + id + " for how it ends."));
            case SUCCEEDED, FAILED ->
                throw new Refusal(
                    CONFLICT,
                    new Problem(
                        "run-over",
                        "runs/" + id,
                        "The run is over: it is " + run.state() + ".",
                        "See /api/v1/runs/" + id + "."));
          };
        });
  }

  /** Starts runs whose predecessor is over. Called often; crashes between lose nothing. */
  public void startWaiting() {
    for (String pipeline : transactions.read(runs::pipelinesWithWaitingRuns)) {
      transactions.change(
          () -> {
            if (pipelines.lockById(pipeline).isPresent()) {
              runs.lockNext(pipeline).ifPresent(run -> changes.apply(run, new Transition.Start()));
            }
          });
    }
  }

  /** Tells news that had to wait. Called often. */
  public void announce() {
    List<String> due =
        transactions.read(
            () -> runs.due(clock.instant().minus(RunChanges.ANNOUNCEMENT_INTERVAL), DUE_AT_ONCE));
    for (String id : due) {
      transactions.change(
          () -> runs.lock(id).filter(run -> run.announcement().due()).ifPresent(changes::news));
    }
  }

  private Run accept(
      String pipeline,
      String digest,
      Optional<String> key,
      Function<PipelineVersion, NewRun> preparation) {
    Optional<RunStore.Submission> submission =
        key.map(given -> new RunStore.Submission(checked(given), digest));
    Optional<RunStore.Keyed> known = submission.flatMap(given -> runs.findByKey(given.key()));
    if (known.isPresent()) {
      return same(known.get(), pipeline, digest);
    }
    PipelineStore.Head head =
        pipelines
            .lock(pipeline)
            .filter(found -> !found.deleted())
            .orElseThrow(() -> Pipelines.unknown(pipeline));
    PipelineVersion version = pipelines.current(pipeline).orElseThrow();
    Optional<Run> before = runs.firstUnfinished(head.id());
    before.ifPresent(run -> mayWait(run, parser.parse(version.definition()).concurrency()));
    NewRun accepted = preparation.apply(version);
    Run run = accepted.run();
    runs.insert(run, submission, accepted.streams());
    accepted.pushed().forEach(records -> keep(run, records));
    accepted.added().run();
    changes.created(run);
    return before.isPresent() ? run : changes.apply(run, new Transition.Start());
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
    if (waiting >= maxQueued) {
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

  /** A run that reads the sources, or what was kept of them. */
  private NewRun start(PipelineVersion version, RunRequest request) {
    PipelineDefinition definition = parser.parse(version.definition());
    boolean fromBronze = request.kind().from() == RunFrom.BRONZE;
    if (fromBronze) {
      rawCopies.mustBeReadable(definition);
    }
    List<StreamOutputs> streams = StreamOutputs.of(definition, request.kind().from());
    Run run =
        Run.accepted(
            UUID.randomUUID().toString(),
            version.id(),
            version.name(),
            version.version(),
            request.kind(),
            clock.instant());
    Optional<PushedSplits> pushed =
        fromBronze
            ? Optional.empty()
            : Pushing.plan(
                definition, request.records(), run.id(), known(run, definition, streams));
    return new NewRun(run, streams, pushed.stream().toList(), () -> {});
  }

  private void keep(Run run, PushedSplits pushed) {
    states.push(run.id(), pushed);
    progress.add(run.id(), List.of(pushed.report(run)));
    progress.aim(run.id(), pushed);
  }

  /** The columns that the pushed stream last had. */
  private Optional<String> known(
      Run run, PipelineDefinition definition, List<StreamOutputs> streams) {
    if (run.mode() == RunMode.FULL) {
      return Optional.empty();
    }
    Optional<String> name = Pushing.stream(definition);
    return streams.stream()
        .filter(stream -> name.filter(stream.stream()::equals).isPresent())
        .findFirst()
        .flatMap(stream -> states.of(run.pipelineId(), stream))
        .map(StreamStates.StreamState::columns);
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

  private RunView view(Run run) {
    Progress now = progress.progress(run.id());
    return RunViews.view(
        run,
        now,
        run.state() == RunState.QUEUED ? List.of() : progress.splits(run.id(), MAX_SPLITS),
        rejects.summary(run.id()).atLeast(now.rejected()),
        progress.warnings(run.id(), MAX_WARNINGS),
        clock.instant());
  }

  private Run find(String id) {
    return runs.find(id).orElseThrow(() -> unknown(id));
  }

  static Refusal unknown(String id) {
    return new Refusal(
        NOT_FOUND, Problem.of("unknown-run", "runs/" + id, "There is no run " + id + "."));
  }

  /**
   * What a cancel led to.
   *
   * @param now whether it was this call that cancelled the run
   */
  public record Cancelled(RunView run, boolean now) {}
}
