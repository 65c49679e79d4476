package dev.penstock.api.schedule;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.schedule.ScheduleState.Kind;
import dev.penstock.api.schedule.ScheduleView.Start;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.definition.ScheduleDefinition.CatchUp;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with schedules, and what they do. Thread-safe; any number of replicas may beat
 * at once, a run starts once.
 *
 * <p>A beat reads the schedules of new versions, counts the times that have passed, and starts the
 * runs that were noted. Counting moves the position of a schedule and notes its runs in one
 * transaction, with the schedule locked.
 */
public final class Schedules {
  private static final Logger LOG = Logger.getLogger(Schedules.class);
  private static final Set<Kind> BY_CLOCK = EnumSet.of(Kind.CRON, Kind.EVERY);
  private static final int AT_ONCE = 100;
  private static final int SHOWN_TIMES = 5;
  private static final int MAX_ACTIVE = 1_000;

  private final ScheduleStore store;
  private final PipelineStore pipelines;
  private final ScheduleReading reading;
  private final ScheduleStarts starts;
  private final ActionLog actions;
  private final Transactions transactions;
  private final Clock clock;

  public Schedules(
      ScheduleStore store,
      PipelineStore pipelines,
      RunStore runs,
      RunStarter starter,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.store = store;
    this.pipelines = pipelines;
    this.reading = new ScheduleReading(store, pipelines, clock);
    this.starts = new ScheduleStarts(store, reading, runs, starter, transactions, clock);
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Does everything that is to be done now. Called often; crashes between lose nothing. */
  public void beat() {
    read();
    count();
    start();
  }

  /** Reads the schedules of versions that are new. */
  void read() {
    for (ScheduleStore.Unread pipeline : transactions.read(() -> reading.unread(AT_ONCE))) {
      each(pipeline.pipeline(), () -> transactions.change(() -> reading.read(pipeline)));
    }
  }

  /** Counts the times that have passed. */
  void count() {
    Instant now = clock.instant();
    for (String id : transactions.read(() -> store.due(BY_CLOCK, now, AT_ONCE))) {
      each(id, () -> transactions.change(() -> count(id)));
    }
  }

  /** Starts the runs that were noted. */
  void start() {
    int started = starts.start();
    if (started > 0) {
      LOG.debugf("runs were started by schedules count=%d", started);
    }
  }

  public ScheduleView view(String pipeline) {
    return transactions.read(
        () -> {
          ScheduleState state = current(pipeline);
          return view(state, reading.definition(state));
        });
  }

  /** From now on nothing starts by itself. */
  public ScheduleView pause(String pipeline) {
    return transactions.write(
        () -> {
          ScheduleState state = mustHaveOne(current(pipeline));
          if (!state.paused()) {
            state = state.paused(true);
            store.save(state);
            actions.note("schedule.pause", subject(pipeline), "");
          }
          return view(state, reading.definition(state));
        });
  }

  /** From now on runs start again; what passed meanwhile goes by {@code catch_up}. */
  public ScheduleView resume(String pipeline) {
    return transactions.write(
        () -> {
          ScheduleState state = mustHaveOne(current(pipeline));
          Optional<ScheduleDefinition> schedule = reading.definition(state);
          if (state.paused()) {
            state = resumed(state.paused(false), schedule);
            store.save(state);
            actions.note("schedule.resume", subject(pipeline), "");
          }
          return view(state, schedule);
        });
  }

  /**
   * The schedules of all pipelines that have one, by pipeline, those that are paused among them.
   *
   * @param wanted which pipelines, by their names
   */
  public List<ScheduleView> all(int limit, Predicate<String> wanted) {
    return transactions.read(
        () ->
            store.all(limit).stream()
                .filter(state -> wanted.test(state.pipeline()))
                .map(state -> view(state, reading.definition(state)))
                .toList());
  }

  /**
   * What starts when, in order; what goes not by the clock comes last.
   *
   * @param wanted which pipelines, by their names
   */
  public List<Start> upcoming(int limit, Predicate<String> wanted) {
    return transactions.read(
        () -> {
          List<Start> all = new ArrayList<>();
          for (ScheduleState state : store.active(MAX_ACTIVE)) {
            if (!wanted.test(state.pipeline())) {
              continue;
            }
            String by = word(state);
            Optional<DueTimes> times = reading.definition(state).flatMap(Schedules::times);
            if (times.isEmpty()) {
              all.add(new Start(state.pipeline(), null, by));
            } else {
              for (Instant at : times.get().next(clock.instant(), state, limit)) {
                all.add(new Start(state.pipeline(), at, by));
              }
            }
          }
          all.sort(
              Comparator.comparing(
                      Start::at, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                  .thenComparing(Start::pipeline));
          return List.copyOf(all.subList(0, Math.min(limit, all.size())));
        });
  }

  private void count(String pipelineId) {
    Instant now = clock.instant();
    Optional<ScheduleState> found =
        store
            .lock(pipelineId)
            .filter(state -> state.active() && !state.paused())
            .filter(state -> state.nextAt() != null && !state.nextAt().isAfter(now));
    Optional<ScheduleDefinition> schedule = found.flatMap(reading::definition);
    Optional<DueTimes> times = schedule.flatMap(Schedules::times);
    if (found.isEmpty() || schedule.isEmpty() || times.isEmpty()) {
      return;
    }
    ScheduleState state = found.get();
    DueTimes.Counted counted =
        times
            .get()
            .count(state.position(), now, schedule.get().catchUp(), state.kind() == Kind.EVERY);
    if (counted.cut()) {
      LOG.warnf(
          "more times of a schedule were missed than are caught up pipeline=%s most=%d",
          state.pipeline(), DueTimes.MOST);
    }
    for (Instant due : counted.starts()) {
      store.add(
          new Occasion(
              pipelineId,
              state.pipeline(),
              "schedule/" + state.pipeline() + "/" + due,
              RunTrigger.Kind.SCHEDULE,
              null,
              due,
              0));
    }
    store.save(state.counted(counted.last(), times.get().next(counted.last()).orElse(null)));
  }

  /** What passed in the pause is left to the next beat, or left out. */
  private ScheduleState resumed(ScheduleState state, Optional<ScheduleDefinition> schedule) {
    switch (state.catchUp()) {
      case ALL -> {}
      case LAST -> store.keepNewest(state.pipelineId(), 1);
      case NONE -> {
        store.keepNewest(state.pipelineId(), 0);
        Instant now = clock.instant();
        Optional<DueTimes> times = schedule.flatMap(Schedules::times);
        if (times.isPresent()) {
          Instant last =
              times
                  .get()
                  .count(state.position(), now, CatchUp.NONE, state.kind() == Kind.EVERY)
                  .last();
          return state.counted(last, times.get().next(last).orElse(null));
        }
        return state.kind() == Kind.ARRIVAL ? state.looked(false, now) : state;
      }
    }
    return state;
  }

  /** The schedule of a pipeline as its current version says it, locked. */
  private ScheduleState current(String pipeline) {
    PipelineVersion version =
        pipelines.current(pipeline).orElseThrow(() -> Pipelines.unknown(pipeline));
    Optional<ScheduleState> state = store.find(pipeline);
    if (state.isEmpty() || state.get().version() != version.version()) {
      reading.read(new ScheduleStore.Unread(version.id(), pipeline, false));
    }
    return store.lock(version.id()).orElseThrow();
  }

  private ScheduleView view(ScheduleState state, Optional<ScheduleDefinition> schedule) {
    List<Instant> next =
        state.paused()
            ? List.of()
            : schedule
                .flatMap(Schedules::times)
                .map(times -> times.next(clock.instant(), state, SHOWN_TIMES))
                .orElseGet(List::of);
    @Nullable String run = state.lastRun();
    @Nullable Instant due = state.lastDue();
    return new ScheduleView(
        state.pipeline(),
        schedule.map(TriggerViews::of).orElse(null),
        state.paused(),
        next,
        store.waiting(state.pipelineId()),
        run == null || due == null ? null : new ScheduleView.Last(run, due),
        state.problem(),
        state.problemAt());
  }

  private static ScheduleState mustHaveOne(ScheduleState state) {
    if (state.active()) {
      return state;
    }
    throw new Refusal(
        CONFLICT,
        new Problem(
            "no-schedule",
            "pipelines/" + state.pipeline(),
            "The pipeline has no schedule.",
            "PUT a definition with `schedule` first."));
  }

  private static Optional<DueTimes> times(ScheduleDefinition schedule) {
    return DueTimes.of(schedule.trigger());
  }

  private static String word(ScheduleState state) {
    return state.kind() == null ? "" : state.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String subject(String pipeline) {
    return "pipelines/" + pipeline + "/schedule";
  }

  /** One schedule that does not work keeps none of the others. */
  static void each(String which, Runnable work) {
    try {
      work.run();
    } catch (TransientException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.errorf(e, "a schedule could not be dealt with schedule=%s", which);
    }
  }
}
