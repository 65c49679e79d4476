package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.INVALID;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.DefinitionValidator;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.trace.Traced;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Takes requests for runs. Thread-safe. Refuses with {@link Refusal}. Locks are taken in the order
 * pipeline, run, places.
 */
public final class Submissions {
  /** How often a pipeline may change while a run of it is being accepted. */
  private static final int MAX_CHANGES = 5;

  private final RunStore runs;
  private final StreamStates states;
  private final PipelineStore pipelines;
  private final RunReader reader;
  private final RunOrders orders;
  private final RunParts parts;
  private final Acceptance acceptance;
  private final ActionLog actions;
  private final Transactions transactions;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  public Submissions(
      RunStore runs,
      StreamStates states,
      PipelineStore pipelines,
      RunReader reader,
      Acceptance acceptance,
      RawCopies rawCopies,
      DefinitionValidator validator,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.runs = runs;
    this.states = states;
    this.pipelines = pipelines;
    this.reader = reader;
    this.orders = new RunOrders(validator);
    this.parts = new RunParts(rawCopies);
    this.acceptance = acceptance;
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Accepts a run of the pipeline's current version; starts it if it may go on at once.
   *
   * @param key the client's idempotency key; the same key gives the same run
   */
  public RunView submit(String pipeline, RunRequest request, Optional<String> key) {
    return submit(
        pipeline,
        request,
        key,
        RunTrigger.MANUAL,
        "run.submit",
        () -> current(pipeline),
        version -> version,
        run -> {});
  }

  /**
   * Accepts a run that is ordered like an earlier one.
   *
   * @param sameVersion whether it goes by the version of the earlier run and not by the current one
   * @param key the client's idempotency key; the same key gives the same run
   */
  public RunView rerun(String id, boolean sameVersion, Optional<String> key) {
    Again again = transactions.read(() -> again(id, sameVersion));
    RunTrigger trigger = new RunTrigger(RunTrigger.Kind.RERUN, id, null);
    try {
      return submit(
          again.run().pipeline(),
          again.request(),
          key,
          trigger,
          "run.rerun",
          () -> sameVersion ? version(again.run()) : current(again.run().pipeline()),
          version -> sameVersion ? version(again.run()) : version,
          run -> {});
    } catch (Refusal e) {
      // Nothing is wrong with the request as such: it does not fit the pipeline any more.
      throw e.kind() == INVALID ? new Refusal(CONFLICT, e.problems()) : e;
    }
  }

  /** An earlier run and the request for the same again. */
  private record Again(Run run, RunRequest request) {}

  private Again again(String id, boolean sameVersion) {
    Run run = reader.find(id);
    if (run.replayOf() != null) {
      throw notAgain(
          "is-replay",
          id,
          "The run is a replay of rejects, each of which is taken up once.",
          "Replay those that failed again: POST /api/v1/runs/" + run.replayOf() + "/replay.");
    }
    PipelineDefinition ran = parser.parse(runs.definition(run));
    if (run.from() == RunFrom.SOURCE && Pushing.stream(ran).isPresent()) {
      throw notAgain(
          "records-gone",
          id,
          "The run read records that came with its request and are not kept.",
          "Send them again: POST /api/v1/pipelines/" + run.pipeline() + "/runs.");
    }
    List<String> all = StreamOutputs.of(ran).stream().map(StreamOutputs::stream).toList();
    List<String> streams = run.order().streams().equals(all) ? List.of() : run.order().streams();
    String digest = "rerun " + id + (sameVersion ? " same" : "");
    return new Again(run, RunRequest.again(run, streams, digest));
  }

  private static Refusal notAgain(String code, String id, String message, String advice) {
    return new Refusal(CONFLICT, new Problem(code, "runs/" + id, message, advice));
  }

  private PipelineVersion current(String pipeline) {
    return pipelines.current(pipeline).orElseThrow(() -> Pipelines.unknown(pipeline));
  }

  private PipelineVersion version(Run run) {
    return pipelines.version(run.pipeline(), run.version()).orElseThrow();
  }

  /**
   * Judges the request, which takes its time, before the transaction that accepts it, and again
   * where the pipeline has changed between the two.
   */
  private RunView submit(
      String pipeline,
      RunRequest request,
      Optional<String> key,
      RunTrigger trigger,
      String action,
      Supplier<PipelineVersion> before,
      UnaryOperator<PipelineVersion> wanted,
      Consumer<Run> added) {
    Optional<RunView> known =
        transactions.read(
            () -> acceptance.known(pipeline, request.digest(), key).map(reader::view));
    if (known.isPresent()) {
      return known.get();
    }
    for (int attempt = 0; attempt < MAX_CHANGES; attempt++) {
      RunOrders.Fit fit = orders.judge(transactions.read(before), request);
      try {
        return submit(
            pipeline,
            request.digest(),
            key,
            version -> {
              if (!fit.fits(wanted.apply(version))) {
                throw new ChangedMeanwhile();
              }
              return start(fit, request, trigger, action, added);
            });
      } catch (ChangedMeanwhile e) {
        // Once more, with the version that is current now.
      }
    }
    throw new TransientException(
        new Problem(
            "pipeline-changing",
            "pipelines/" + pipeline,
            "The pipeline was changed again and again while the run was being accepted.",
            "Try again."),
        null);
  }

  /** The pipeline is no longer what the request was judged by; takes the transaction back. */
  private static final class ChangedMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ChangedMeanwhile() {
      super("the pipeline changed meanwhile", null, false, false);
    }
  }

  /**
   * Accepts a run that is put together in the same transaction, with its pipeline locked; starts it
   * if it may go on at once.
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
    try (Traced span = Traced.begun("submit run").with("penstock.pipeline", pipeline)) {
      RunView view =
          transactions.write(
              () -> reader.view(acceptance.accept(pipeline, digest, key, preparation)));
      Traced unused = span.of(view.id(), view.epoch());
      return view;
    }
  }

  /**
   * Accepts a run that the service itself asks for, as {@link #submit} does.
   *
   * @param key the same key gives the same run, whatever else is said
   * @param added what else is to be done in the same transaction, once the run is there; not where
   *     it was there before
   */
  RunView start(
      String pipeline, RunRequest request, String key, RunTrigger trigger, Consumer<Run> added) {
    return submit(
        pipeline,
        request.withDigest(key),
        Optional.of(key),
        trigger,
        "run.start",
        () -> current(pipeline),
        version -> version,
        added);
  }

  /** A run that reads the sources, or what was kept of them. */
  private NewRun start(
      RunOrders.Fit fit,
      RunRequest request,
      RunTrigger trigger,
      String action,
      Consumer<Run> added) {
    PipelineDefinition definition = fit.definition();
    List<StreamOutputs> streams = parts.streams(definition, request.kind(), request.streams());
    Run run =
        Run.accepted(
            UUID.randomUUID().toString(),
            fit.version().id(),
            fit.version().name(),
            fit.version().version(),
            request.kind(),
            fit.order(request, trigger, streams),
            request.priority().orElse(definition.operation().settings().priority()),
            clock.instant());
    Optional<PushedSplits> pushed =
        request.kind().from() != RunFrom.SOURCE
            ? Optional.empty()
            : Pushing.plan(
                definition,
                run.order().streams(),
                request.records(),
                run.id(),
                columns(run, definition, streams));
    return new NewRun(
        run,
        fit.text(),
        streams,
        pushed.stream().toList(),
        () -> {
          actions.note(action, "runs/" + run.id(), Acceptance.detail(run));
          added.accept(run);
        });
  }

  /** The columns that the pushed stream last had. */
  private Optional<String> columns(
      Run run, PipelineDefinition definition, List<StreamOutputs> streams) {
    if (run.mode() == RunMode.FULL) {
      return Optional.empty();
    }
    Optional<String> name = Pushing.stream(definition);
    return streams.stream()
        .filter(stream -> name.filter(stream.stream()::equals).isPresent())
        .findFirst()
        .flatMap(stream -> states.of(run.pipelineId(), run.order().place(), stream))
        .map(StreamStates.StreamState::columns);
  }
}
