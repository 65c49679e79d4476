package dev.penstock.api.replay;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.api.replay.ReplayStore.Found;
import dev.penstock.api.replay.ReplayStore.Kept;
import dev.penstock.api.runs.NewRun;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunDetails.ReplayNote;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.RunView;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.api.runs.StreamStates;
import dev.penstock.api.runs.Submissions;
import dev.penstock.api.store.Transactions;
import dev.penstock.batch.Stage;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunUntil;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Takes rejects of a run up again. Thread-safe. Refuses with {@link Refusal}.
 *
 * <p>Choosing the rejects, marking them, and the run with its splits and messages are one
 * transaction under the pipeline's lock: of two replays at once each takes a reject up once.
 */
public final class Replays {
  private static final Set<RejectStatus> WAITING =
      EnumSet.of(RejectStatus.OPEN, RejectStatus.FAILED_AGAIN);

  /** Records that are read at once. */
  private static final int PAGE = 500;

  private final Submissions submissions;
  private final RunStore runStore;
  private final PipelineStore pipelines;
  private final StreamStates states;
  private final ReplayStore store;
  private final Transactions transactions;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  public Replays(
      Submissions submissions,
      RunStore runStore,
      PipelineStore pipelines,
      StreamStates states,
      ReplayStore store,
      Transactions transactions,
      Clock clock) {
    this.submissions = submissions;
    this.runStore = runStore;
    this.pipelines = pipelines;
    this.states = states;
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Accepts a replay of rejects of a run: a run of the pipeline's current version.
   *
   * @param key the client's idempotency key; the same key gives the same replay
   */
  public RunView submit(String run, ReplayRequest request, Optional<String> key) {
    String pipeline = transactions.read(() -> find(run).pipeline());
    return submissions.submit(
        pipeline,
        "replay " + run + " " + request.digest(),
        key,
        version -> prepare(find(run), version, request));
  }

  private NewRun prepare(Run of, PipelineVersion version, ReplayRequest request) {
    mustBePublished(of);
    RejectFilter wanted = waiting(request.filter());
    List<Found> found = store.lock(of.id(), wanted, ReplayRequest.MAX_REJECTS);
    if (found.isEmpty()) {
      throw nothing(of, request);
    }
    Bound bound = Bound.of(of, version.definition());
    PipelineDefinition now = bound.definition();
    List<StreamOutputs> streams = StreamOutputs.of(now);
    ReplayPlan plan = plan(of, now, version.version(), streams, bounded(found), request);
    if (plan.taken().isEmpty()) {
      throw new Refusal(CONFLICT, plan.skipped().stream().map(skipped -> skipped.why()).toList());
    }
    Instant at = clock.instant();
    long matching = store.count(of.id(), wanted).values().stream().mapToLong(n -> n).sum();
    long skipped = plan.skipped().stream().mapToLong(reason -> reason.count()).sum();
    long left = matching - plan.taken().size() - skipped;
    List<StreamOutputs> fed = plan.streams(streams);
    Run run =
        Run.replay(
            UUID.randomUUID().toString(),
            of,
            version.version(),
            bound.order(of, fed),
            new ReplayNote(plan.taken().size(), left, plan.skipped()),
            at);
    return new NewRun(
        run,
        bound.text(),
        fed,
        plan.splits(),
        () -> store.take(of.id(), plan.taken(), run.id(), at));
  }

  private ReplayPlan plan(
      Run of,
      PipelineDefinition now,
      int version,
      List<StreamOutputs> streams,
      List<Long> ids,
      ReplayRequest request) {
    Run original = originalRun(of);
    Map<Integer, PipelineDefinition> parsed = new HashMap<>(Map.of(version, now));
    Map<String, PipelineDefinition> texts = new HashMap<>();
    Targets targets =
        new Targets(
            now,
            number -> parsed.computeIfAbsent(number, n -> definition(original, n)),
            text -> texts.computeIfAbsent(text, parser::parse),
            original.version(),
            store.later(of.pipelineId(), original.id()));
    Map<String, Schema> columns = new HashMap<>();
    ReplayPlan plan = new ReplayPlan(of.id());
    for (int from = 0; from < ids.size(); from += PAGE) {
      for (Kept reject :
          store.read(of.id(), ids.subList(from, Math.min(from + PAGE, ids.size())))) {
        switch (targets.of(reject)) {
          case Targets.No(Problem why) -> plan.skip(reject, why);
          case Targets.Outputs(List<String> outputs) -> {
            Schema ofStream =
                columns.computeIfAbsent(
                    reject.stream(), stream -> columns(of, now, streams, stream));
            Optional<Problem> problem = problem(reject, ofStream, request);
            if (problem.isPresent()) {
              plan.skip(reject, problem.get());
            } else {
              String record = request.record().map(ObjectNode::toString).orElse(reject.original());
              plan.take(reject, record, outputs, ofStream);
            }
          }
        }
      }
    }
    return plan;
  }

  /** Why the record cannot be sent; a mistake in an edited one refuses the request. */
  private static Optional<Problem> problem(Kept reject, Schema columns, ReplayRequest request) {
    Optional<Set<String>> original = Originals.fields(reject.original());
    Collection<String> known =
        reject.stage() == Stage.LOAD ? original.orElse(Set.of()) : StreamColumns.names(columns);
    if (request.record().isPresent()) {
      checkFields(request.record().get(), known);
      return Optional.empty();
    }
    if (Originals.cut(reject.original())) {
      return Optional.of(
          new Problem(
              "original-cut",
              "original",
              "Only the beginning of the record was kept: it was too long.",
              "Send the whole record: {\"id\": …, \"record\": {…}}."));
    }
    if (original.isEmpty() || original.get().stream().noneMatch(known::contains)) {
      return Optional.of(
          new Problem(
              "not-a-record",
              "original",
              "The original is raw text: it could not be taken apart into columns.",
              "Send it as a record, corrected by hand: {\"id\": …, \"record\": {…}}."));
    }
    return Optional.empty();
  }

  private static void checkFields(ObjectNode record, Collection<String> known) {
    if (known.isEmpty()) {
      return;
    }
    List<Problem> problems = new ArrayList<>();
    record
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(
                    new Problem(
                        "unknown-field",
                        "record." + name,
                        "There is no column `" + name + "`.",
                        NearMiss.advice(name, known, "The columns")));
              }
            });
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
  }

  private Schema columns(
      Run of, PipelineDefinition now, List<StreamOutputs> streams, String stream) {
    String last =
        streams.stream()
            .filter(one -> one.stream().equals(stream))
            .findFirst()
            .flatMap(one -> states.of(of.pipelineId(), of.order().place(), one))
            .map(StreamStates.StreamState::columns)
            .or(() -> store.columns(of.id(), stream))
            .orElseThrow(
                () ->
                    new Refusal(
                        CONFLICT,
                        new Problem(
                            "columns-unknown",
                            "streams." + stream,
                            "The columns of the stream are not known.",
                            "Start a run in full.")));
    return StreamColumns.of(last, now.stream(stream).source());
  }

  /** As many as one replay takes, the lowest ids first. */
  private static List<Long> bounded(List<Found> found) {
    List<Long> ids = new ArrayList<>();
    long bytes = 0;
    for (Found reject : found) {
      if (bytes > ReplayRequest.MAX_BYTES) {
        break;
      }
      ids.add(reject.id());
      bytes += reject.bytes();
    }
    return ids;
  }

  private static RejectFilter waiting(RejectFilter filter) {
    Set<RejectStatus> statuses =
        filter.statuses().isEmpty()
            ? WAITING
            : filter.statuses().stream()
                .filter(WAITING::contains)
                .collect(Collectors.toUnmodifiableSet());
    if (statuses.isEmpty()) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "bad-status",
              "filter.status",
              "Only rejects that are open or failed again can be replayed.",
              "Ask for `open`, for `failed_again`, or leave the status out."));
    }
    return filter.in(statuses);
  }

  private Refusal nothing(Run of, ReplayRequest request) {
    Map<RejectStatus, Long> there =
        store.count(of.id(), request.filter().in(EnumSet.allOf(RejectStatus.class)));
    String have =
        there.isEmpty()
            ? "No kept reject of the run is meant."
            : "The rejects that are meant are "
                + there.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey().word() + " (" + entry.getValue() + ")")
                    .collect(Collectors.joining(", "))
                + ".";
    return new Refusal(
        CONFLICT,
        new Problem(
            "nothing-to-replay",
            "runs/" + of.id() + "/rejects",
            "There is no reject to replay. " + have,
            "Only rejects that are open or failed again can be replayed, each once."));
  }

  private static void mustBePublished(Run of) {
    if (of.dryRun()) {
      throw new Refusal(
          CONFLICT,
          new Problem(
              "dry-run",
              "runs/" + of.id(),
              "The run was a dry run: nothing of it was published, so its rejects are not missing"
                  + " anywhere.",
              "Start a real run, and replay the rejects of that one."));
    }
    if (of.until() == RunUntil.BRONZE) {
      throw new Refusal(
          CONFLICT,
          new Problem(
              "until-bronze",
              "runs/" + of.id(),
              "The run loaded only raw copies: its records are not in the outputs yet, and a"
                  + " replay does not reach the raw copies.",
              "Correct the records at the source and read it again."));
    }
    if (of.state() == RunState.SUCCEEDED) {
      return;
    }
    throw new Refusal(
        CONFLICT,
        new Problem(
            "run-not-published",
            "runs/" + of.id(),
            "The run is " + of.state() + "; only the rejects of a published run can be replayed.",
            of.state().terminal()
                ? "Nothing of it was published, so start a new run of the pipeline."
                : "Wait until it has ended."));
  }

  /** The run that first fed the tables: a replay of a replay goes back to it. */
  private Run originalRun(Run of) {
    Run first = of;
    for (String before = first.replayOf(); before != null; before = first.replayOf()) {
      first = find(before);
    }
    return first;
  }

  /** A version as the run went by it, or would have. */
  private PipelineDefinition definition(Run original, int version) {
    if (version == original.version()) {
      return parser.parse(runStore.definition(original));
    }
    String text =
        pipelines
            .version(original.pipeline(), version)
            .orElseThrow(() -> new IllegalStateException("no version " + version))
            .definition();
    return Bound.loosely(original, text);
  }

  private Run find(String id) {
    return runStore
        .find(id)
        .orElseThrow(
            () ->
                new Refusal(
                    NOT_FOUND,
                    Problem.of("unknown-run", "runs/" + id, "There is no run " + id + ".")));
  }
}
