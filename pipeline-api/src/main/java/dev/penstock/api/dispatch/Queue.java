package dev.penstock.api.dispatch;

import dev.penstock.api.dispatch.PlaceStore.Reader;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which of the runs that wait may start, a higher priority first, then the older, and why the
 * others may not. A run that cannot start holds no other one up. Not thread-safe.
 */
public final class Queue {
  private static final Comparator<QueuedRun> ORDER =
      Comparator.comparingInt((QueuedRun run) -> -run.priority())
          .thenComparing(QueuedRun::createdAt)
          .thenComparing(QueuedRun::id);

  /**
   * So many runs for each place of a connection share its places; with fewer a small run would wait
   * for a huge one, with more they would take the places for runs from those that read elsewhere.
   */
  private static final int RUNS_PER_PLACE = 2;

  private final Limits limits;
  private final Instant now;
  private final Map<String, Map<String, QueuedRun>> byPipeline = new HashMap<>();
  private final Map<String, Set<String>> connections = new HashMap<>();
  private final Map<String, QueuedRun> reading = new HashMap<>();
  private final List<QueuedRun> startable = new ArrayList<>();
  private final Map<String, String> reasons = new HashMap<>();
  private final List<QueuedRun> runs;
  private final List<QueuedRun> waiting;
  private int places;

  /**
   * @param runs those that are not over
   * @param readers those of them that have something left to read, at connections with a limit
   */
  public Queue(Limits limits, List<QueuedRun> runs, List<Reader> readers, Instant now) {
    this.limits = limits;
    this.now = now;
    for (Reader reader : readers) {
      connections.computeIfAbsent(reader.run(), run -> new HashSet<>()).add(reader.connection());
    }
    this.runs = List.copyOf(runs);
    runs.forEach(this::put);
    places = (int) runs.stream().filter(QueuedRun::hasPlace).count();
    waiting = runs.stream().filter(run -> run.state() == RunState.QUEUED).sorted(ORDER).toList();
    waiting.forEach(this::judge);
  }

  /** Runs that are not over. */
  List<QueuedRun> runs() {
    return runs;
  }

  /** Runs that wait, in their order. */
  List<QueuedRun> waiting() {
    return waiting;
  }

  /** The runs that may start, all of them, in their order. */
  public List<QueuedRun> startable() {
    return List.copyOf(startable);
  }

  public boolean mayStart(String run) {
    return startable.stream().anyMatch(one -> one.id().equals(run));
  }

  /** Why a run that waits has not started. */
  public String reason(String run) {
    return reasons.getOrDefault(run, "It is next and starts within a second.");
  }

  private void put(QueuedRun run) {
    byPipeline.computeIfAbsent(run.pipelineId(), id -> new HashMap<>()).put(run.id(), run);
    if (run.hasPlace() && connections.containsKey(run.id())) {
      reading.put(run.id(), run);
    }
  }

  private void judge(QueuedRun run) {
    Optional<String> reason =
        tooEarly(run).or(() -> pipelineBusy(run)).or(() -> connectionsFull(run)).or(this::noPlace);
    if (reason.isPresent()) {
      reasons.put(run.id(), reason.get());
    } else {
      startable.add(run);
      places++;
      put(run.started());
    }
  }

  private Optional<String> tooEarly(QueuedRun run) {
    Instant from = run.notBefore();
    return from == null || !from.isAfter(now)
        ? Optional.empty()
        : Optional.of("It waits until " + from + ".");
  }

  private Optional<String> pipelineBusy(QueuedRun run) {
    List<QueuedRun> others =
        byPipeline.getOrDefault(run.pipelineId(), Map.of()).values().stream()
            .filter(other -> !other.id().equals(run.id()) && other.inTheWay())
            .sorted(ORDER)
            .toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    int most = run.atOnce();
    for (QueuedRun other : others) {
      most = Math.min(most, other.atOnce());
    }
    if (others.size() >= most) {
      return Optional.of(
          most == 1
              ? "Run %s of the pipeline is not over: it is %s."
                  .formatted(others.getFirst().id(), others.getFirst().state())
              : "%d runs of the pipeline are not over, which is the most at a time."
                  .formatted(others.size()));
    }
    return others.stream()
        .filter(other -> run.moves() && other.moves())
        .findFirst()
        .map(
            other ->
                "Run %s of the pipeline reads on from the same state of the sources; it is %s."
                    .formatted(other.id(), other.state()));
  }

  private Optional<String> connectionsFull(QueuedRun run) {
    Set<String> own = connections.getOrDefault(run.id(), Set.of(""));
    if (own.isEmpty() || own.stream().anyMatch(connection -> !full(connection, run.priority()))) {
      return Optional.empty();
    }
    return Optional.of("The places of connection %s are taken.".formatted(own.iterator().next()));
  }

  private boolean full(String connection, int priority) {
    if (connection.isEmpty() || !limits.connections().containsKey(connection)) {
      return false;
    }
    long readers =
        reading.values().stream()
            .filter(other -> other.priority() >= priority)
            .filter(other -> connections.getOrDefault(other.id(), Set.of()).contains(connection))
            .count();
    return readers >= (long) RUNS_PER_PLACE * limits.of(connection);
  }

  private Optional<String> noPlace() {
    return places < limits.runs()
        ? Optional.empty()
        : Optional.of("All %d places for runs are taken.".formatted(limits.runs()));
  }
}
