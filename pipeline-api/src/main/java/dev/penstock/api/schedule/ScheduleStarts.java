package dev.penstock.api.schedule;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the runs that were noted. One that was started and not crossed out, because the process
 * died between, is started again under its key, which gives the same run. Thread-safe.
 */
final class ScheduleStarts {
  private static final Logger LOG = Logger.getLogger(ScheduleStarts.class);
  private static final int AT_ONCE = 100;
  private static final int MAX_ATTEMPTS = 60;
  private static final int MAX_CHAIN = 1_000;
  private static final Duration LATER = Duration.ofSeconds(30);

  private final ScheduleStore store;
  private final ScheduleReading reading;
  private final RunStore runs;
  private final RunStarter starter;
  private final Transactions transactions;
  private final Clock clock;

  ScheduleStarts(
      ScheduleStore store,
      ScheduleReading reading,
      RunStore runs,
      RunStarter starter,
      Transactions transactions,
      Clock clock) {
    this.store = store;
    this.reading = reading;
    this.runs = runs;
    this.starter = starter;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Starts what is to be started now, of each pipeline in the order in which it was due. */
  int start() {
    int all = 0;
    int started = 1;
    for (int round = 0; started > 0 && round < AT_ONCE; round++) {
      started = startOldest();
      all += started;
    }
    return all;
  }

  private int startOldest() {
    int started = 0;
    for (Occasion occasion : transactions.read(() -> store.ready(clock.instant(), AT_ONCE))) {
      started += start(occasion) ? 1 : 0;
    }
    return started;
  }

  private boolean start(Occasion occasion) {
    try {
      Optional<RunStarter.Asked> asked = transactions.read(() -> asked(occasion));
      if (asked.isEmpty()) {
        transactions.change(() -> store.remove(occasion));
        return false;
      }
      String run = starter.start(asked.get(), added -> {}).id();
      transactions.change(() -> started(occasion, run));
      return true;
    } catch (Refusal e) {
      // A queue that is full is waited for, however long.
      Occasion asked = e.kind() == Refusal.Kind.TOO_MANY ? occasion.anew() : occasion;
      refused(asked, e.problems().getFirst(), e.kind() == Refusal.Kind.TOO_MANY);
    } catch (TransientException e) {
      LOG.warnf("a scheduled run has to wait pipeline=%s: %s", occasion.pipeline(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "a scheduled run could not be started pipeline=%s", occasion.pipeline());
      Problem problem =
          new Problem(
              "start-failed",
              "pipelines/" + occasion.pipeline(),
              "The run that was due at " + occasion.due() + " could not be started.",
              "It is tried again; the log of the API says more.");
      refused(occasion, problem, true);
    }
    return false;
  }

  private void started(Occasion occasion, String run) {
    store
        .lock(occasion.pipelineId())
        .ifPresent(state -> store.save(state.started(run, occasion.due())));
    store.remove(occasion);
  }

  private void refused(Occasion occasion, Problem problem, boolean again) {
    Instant now = clock.instant();
    boolean later = again && occasion.attempts() < MAX_ATTEMPTS;
    LOG.warnf(
        "a scheduled run was refused pipeline=%s due=%s again=%s: %s",
        occasion.pipeline(), occasion.due(), later, problem.text());
    transactions.change(
        () -> {
          store
              .lock(occasion.pipelineId())
              .ifPresent(state -> store.save(state.refused(problem, now)));
          if (later) {
            store.postpone(occasion, now.plus(LATER));
          } else {
            store.remove(occasion);
          }
        });
  }

  private Optional<RunStarter.Asked> asked(Occasion occasion) {
    Optional<ScheduleDefinition> schedule =
        store.find(occasion.pipeline()).flatMap(reading::definition);
    if (schedule.isEmpty() || goesInCircles(occasion)) {
      return Optional.empty();
    }
    boolean clock = occasion.kind() == RunTrigger.Kind.SCHEDULE;
    return Optional.of(
        new RunStarter.Asked(
            occasion.pipeline(),
            occasion.key(),
            schedule.get().mode(),
            schedule.get().environment(),
            parameters(schedule.get(), occasion.due()),
            new RunTrigger(occasion.kind(), occasion.of(), clock ? occasion.due() : null)));
  }

  /** Whether the run comes, over others, from a run of its own pipeline. */
  private boolean goesInCircles(Occasion occasion) {
    @Nullable String of = occasion.of();
    for (int i = 0; of != null && i < MAX_CHAIN; i++) {
      Optional<Run> run = runs.find(of);
      if (run.isPresent() && run.get().pipelineId().equals(occasion.pipelineId())) {
        LOG.warnf(
            "a run was not started, it would follow a run of its own pipeline pipeline=%s run=%s",
            occasion.pipeline(), of);
        return true;
      }
      of =
          run.map(found -> found.order().trigger())
              .filter(trigger -> trigger.kind() == RunTrigger.Kind.AFTER)
              .map(RunTrigger::of)
              .orElse(null);
    }
    return false;
  }

  static Map<String, String> parameters(ScheduleDefinition schedule, Instant due) {
    ZoneId zone =
        schedule.trigger() instanceof ScheduleDefinition.Cron cron ? cron.zone() : ZoneOffset.UTC;
    String at =
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            due.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    String date = DateTimeFormatter.ISO_LOCAL_DATE.format(due.atZone(zone));
    Map<String, String> parameters = new LinkedHashMap<>();
    schedule
        .parameters()
        .forEach(
            (name, value) ->
                parameters.put(
                    name, value.replace("${scheduled_at}", at).replace("${scheduled_date}", date)));
    return parameters;
  }
}
