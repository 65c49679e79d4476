package dev.penstock.api.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.schedule.ScheduleState.Kind;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Looks whether files arrived. A file has arrived once it is the same at two looks; one that is
 * there when the schedule is made has not. What was seen, and the run that follows from it, are
 * noted in one transaction, and a look whose turn was taken by another meanwhile counts for
 * nothing. Thread-safe.
 */
public final class Arrivals {
  private static final Logger LOG = Logger.getLogger(Arrivals.class);
  private static final int AT_ONCE = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MAX_DOUBLINGS = 10;

  private final ScheduleStore store;
  private final ScheduleReading reading;
  private final FileLook files;
  private final Transactions transactions;
  private final Clock clock;
  private final RandomGenerator random;

  public Arrivals(
      ScheduleStore store,
      PipelineStore pipelines,
      FileLook files,
      Transactions transactions,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.reading = new ScheduleReading(store, pipelines, clock);
    this.files = files;
    this.transactions = transactions;
    this.clock = clock;
    this.random = random;
  }

  /** Looks wherever it is time to. Called often. */
  public void beat() {
    List<String> due =
        transactions.read(() -> store.due(Set.of(Kind.ARRIVAL), clock.instant(), AT_ONCE));
    for (String id : due) {
      Schedules.each(id, () -> look(id));
    }
  }

  private void look(String pipelineId) {
    Optional<Turn> turn = transactions.read(() -> turn(pipelineId));
    if (turn.isEmpty()) {
      return;
    }
    try {
      List<SeenFile> found = files.find(turn.get().connection(), turn.get().path(), PATIENCE);
      transactions.change(() -> seen(turn.get(), found));
    } catch (PenstockException e) {
      failed(turn.get(), e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "looking for files failed pipeline=%s", turn.get().pipeline());
      failed(
          turn.get(),
          new Problem(
              "look-failed",
              "schedule.arrival",
              "The files could not be listed.",
              "It is tried again; the log of the API says more."));
    }
  }

  private Optional<Turn> turn(String pipelineId) {
    return store
        .lock(pipelineId)
        .filter(state -> state.active() && !state.paused() && state.nextAt() != null)
        .flatMap(
            state ->
                reading
                    .definition(state)
                    .map(ScheduleDefinition::trigger)
                    .filter(ScheduleDefinition.Arrival.class::isInstance)
                    .map(ScheduleDefinition.Arrival.class::cast)
                    .map(
                        arrival ->
                            new Turn(
                                state,
                                arrival.source().path("connection").asText(),
                                arrival.source().path("path").asText(),
                                arrival.every())));
  }

  /** The row, if it is still this look's turn. */
  private Optional<ScheduleState> still(Turn turn) {
    return store
        .lock(turn.state().pipelineId())
        .filter(
            now ->
                now.active()
                    && !now.paused()
                    && now.version() == turn.state().version()
                    && now.looked() == turn.state().looked()
                    && turn.state().nextAt() != null
                    && turn.state().nextAt().equals(now.nextAt()));
  }

  private void seen(Turn turn, List<SeenFile> found) {
    Optional<ScheduleState> now = still(turn);
    if (now.isEmpty()) {
      return;
    }
    ScheduleState state = now.get();
    Map<SeenFile, Boolean> known = store.files(state.pipelineId());
    List<SeenFile> arrived = new ArrayList<>();
    List<SeenFile> fresh = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (SeenFile file : found) {
      there.add(file.path());
      Boolean settled = known.get(file);
      if (settled == null) {
        fresh.add(file);
      } else if (!settled) {
        arrived.add(file);
      }
    }
    List<String> gone =
        known.keySet().stream().map(SeenFile::path).filter(path -> !there.contains(path)).toList();
    store.forgetFiles(state.pipelineId(), gone);
    store.keepFiles(state.pipelineId(), fresh, !state.looked());
    store.keepFiles(state.pipelineId(), arrived, true);
    Instant at = clock.instant();
    if (state.looked() && !arrived.isEmpty()) {
      store.add(
          new Occasion(
              state.pipelineId(),
              state.pipeline(),
              "arrival/" + state.pipeline() + "/" + digest(turn, arrived),
              RunTrigger.Kind.ARRIVAL,
              null,
              at,
              0));
    }
    store.save(state.looked(true, at.plus(turn.every())));
  }

  private void failed(Turn turn, Problem problem) {
    LOG.warnf("looking for files failed pipeline=%s: %s", turn.pipeline(), problem.text());
    transactions.change(
        () ->
            still(turn)
                .ifPresent(
                    state -> {
                      Instant now = clock.instant();
                      store.save(state.failed(problem, now, now.plus(pause(turn, state))));
                    }));
  }

  /** Twice as long with each failure, and a little more or less. */
  private Duration pause(Turn turn, ScheduleState state) {
    Duration longer = turn.every().multipliedBy(1L << Math.min(state.failures(), MAX_DOUBLINGS));
    Duration most = turn.every().compareTo(LONGEST) > 0 ? turn.every() : LONGEST;
    Duration base = longer.compareTo(most) > 0 ? most : longer;
    return Duration.ofMillis((long) (base.toMillis() * (0.8 + 0.4 * random.nextDouble())));
  }

  /** The same for the same files at the same look. */
  private static String digest(Turn turn, List<SeenFile> files) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(String.valueOf(turn.state().nextAt()).getBytes(UTF_8));
      files.stream()
          .sorted(Comparator.comparing(SeenFile::path))
          .forEach(
              file ->
                  sha.update(
                      ("\n" + file.path() + "\t" + file.size() + "\t" + file.version())
                          .getBytes(UTF_8)));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One look: the schedule as it was before. */
  private record Turn(ScheduleState state, String connection, String path, Duration every) {
    String pipeline() {
      return state.pipeline();
    }
  }
}
