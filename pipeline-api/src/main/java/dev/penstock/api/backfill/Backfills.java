package dev.penstock.api.backfill;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.backfill.Backfill.State;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.BackfillDefinition;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Operation;
import dev.penstock.definition.ParameterDefinition;
import dev.penstock.definition.ParameterType;
import dev.penstock.definition.ScheduleDefinition;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What can be done with backfills. Thread-safe. Refuses with {@link Refusal}. */
public final class Backfills {
  /** The most windows that one answer lists. */
  public static final int MAX_WINDOWS = 1_000;

  private final BackfillStore store;
  private final PipelineStore pipelines;
  private final ActionLog actions;
  private final Transactions transactions;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  public Backfills(
      BackfillStore store,
      PipelineStore pipelines,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.store = store;
    this.pipelines = pipelines;
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Accepts a backfill; its runs are started by later beats.
   *
   * @param key the client's idempotency key; the same key gives the same backfill
   */
  public BackfillView create(String pipeline, BackfillPlan asked, Optional<String> key) {
    return transactions.write(
        () -> {
          Optional<Backfill> known = key.flatMap(store::findByKey);
          if (known.isPresent()) {
            return view(same(known.get(), pipeline, asked), 0, MAX_WINDOWS);
          }
          PipelineVersion version =
              pipelines.current(pipeline).orElseThrow(() -> Pipelines.unknown(pipeline));
          Operation operation = parser.parse(version.definition()).operation();
          BackfillDefinition window = operation.backfill().orElseThrow(() -> noWindow(pipeline));
          Backfill backfill =
              new Backfill(
                  UUID.randomUUID().toString(),
                  version.id(),
                  pipeline,
                  State.RUNNING,
                  new Backfill.Plan(asked, window.from(), window.to()),
                  clock.instant(),
                  null,
                  null);
          store.insert(backfill, key, windows(asked, window, operation));
          if (asked.reprocess() != BackfillPlan.Reprocess.ALL) {
            store.skipDone(backfill);
          }
          actions.note(
              "backfill.create",
              subject(backfill.id()),
              asked.from() + " to " + asked.to() + " of " + pipeline);
          return view(backfill, 0, MAX_WINDOWS);
        });
  }

  public BackfillView get(String id, int after, int limit) {
    return transactions.read(() -> view(find(id), after, limit));
  }

  public List<BackfillView> list(Optional<String> pipeline, int limit) {
    return transactions.read(
        () -> store.list(pipeline, limit).stream().map(one -> view(one, 0, 0)).toList());
  }

  /** From now on no window is started; those under way are cancelled by the next beat. */
  public BackfillView cancel(String id) {
    return change(
        id,
        "backfill.cancel",
        backfill ->
            switch (backfill.state()) {
              case CANCELLED -> backfill;
              case RUNNING, PAUSED, FAILED -> {
                store.dropPending(id);
                yield backfill.to(State.CANCELLED, null, null);
              }
              case SUCCEEDED -> throw over(backfill);
            });
  }

  /** From now on no window is started; those under way go on. */
  public BackfillView pause(String id) {
    return change(
        id,
        "backfill.pause",
        backfill ->
            switch (backfill.state()) {
              case PAUSED -> backfill;
              case RUNNING -> backfill.to(State.PAUSED, null, null);
              case SUCCEEDED, FAILED, CANCELLED -> throw over(backfill);
            });
  }

  /** Goes on, and takes the windows up again whose run failed or was cancelled. */
  public BackfillView resume(String id) {
    return change(
        id,
        "backfill.resume",
        backfill ->
            switch (backfill.state()) {
              case RUNNING, PAUSED, FAILED -> {
                store.takeUpFailed(id);
                yield backfill.to(State.RUNNING, null, null);
              }
              case SUCCEEDED, CANCELLED -> throw over(backfill);
            });
  }

  private BackfillView change(String id, String action, UnaryOperator<Backfill> change) {
    return transactions.write(
        () -> {
          Backfill before = store.lock(id).orElseThrow(() -> unknown(id));
          Backfill now = change.apply(before);
          store.save(now);
          store.postpone(id, clock.instant());
          actions.note(action, subject(id), "");
          return view(now, 0, MAX_WINDOWS);
        });
  }

  private static List<BackfillStore.NewWindow> windows(
      BackfillPlan asked, BackfillDefinition window, Operation operation) {
    ZoneId zone =
        operation
            .schedule()
            .map(ScheduleDefinition::trigger)
            .filter(ScheduleDefinition.Cron.class::isInstance)
            .map(trigger -> ((ScheduleDefinition.Cron) trigger).zone())
            .orElse(ZoneOffset.UTC);
    ZonedDateTime from = time(asked.from(), "from", zone);
    ZonedDateTime to = time(asked.to(), "to", zone);
    Step step = Step.parse(asked.step()).orElseThrow();
    ParameterType type =
        Optional.ofNullable(operation.parameters().get(window.from()))
            .map(ParameterDefinition::type)
            .orElse(step.ofDays() ? ParameterType.DATE : ParameterType.TIMESTAMP);
    if (type == ParameterType.DATE && !step.ofDays()) {
      throw refused(
          "bad-step",
          "step",
          "The windows are dates, so a step is of whole days.",
          "Use `1d` or more, or parameters of the type `timestamp`.");
    }
    if (!from.isBefore(to)) {
      throw refused("empty-span", "to", "The span ends before it begins.", "");
    }
    List<Windows.Window> cut = Windows.cut(from, to, step, type);
    if (cut.size() > Windows.MOST) {
      throw refused(
          "too-many-windows",
          "step",
          "The span has more than " + Windows.MOST + " windows.",
          "Use a longer step or a shorter span.");
    }
    if (asked.order() == BackfillPlan.Order.NEWEST) {
      Collections.reverse(cut);
    }
    return cut.stream().map(one -> new BackfillStore.NewWindow(one.starts(), one.ends())).toList();
  }

  private static ZonedDateTime time(String text, String name, ZoneId zone) {
    return Windows.parse(text, zone)
        .orElseThrow(
            () ->
                refused(
                    "bad-field",
                    name,
                    "It is neither a date nor a time; expected, for example, `2026-03-01` or"
                        + " `2026-03-01T06:00:00Z`.",
                    ""));
  }

  private BackfillView view(Backfill backfill, int after, int limit) {
    List<BackfillView.Window> windows =
        limit == 0
            ? List.of()
            : store.windows(backfill.id(), after, limit).stream()
                .map(
                    row ->
                        new BackfillView.Window(
                            row.number(),
                            row.starts(),
                            row.ends(),
                            row.state(),
                            row.attempt(),
                            row.run()))
                .toList();
    BackfillPlan asked = backfill.plan().asked();
    return new BackfillView(
        backfill.id(),
        backfill.pipeline(),
        backfill.state().name(),
        asked.from(),
        asked.to(),
        asked.step(),
        asked.parallel(),
        asked.order().name().toLowerCase(Locale.ROOT),
        asked.parameters(),
        asked.environment(),
        asked.reprocess().name().toLowerCase(Locale.ROOT),
        backfill.createdAt(),
        backfill.finishedAt(),
        store.counts(backfill.id()),
        windows,
        windows.size() < limit || limit == 0 ? null : windows.getLast().number(),
        backfill.problem());
  }

  private Backfill find(String id) {
    return store.find(id).orElseThrow(() -> unknown(id));
  }

  private static Backfill same(Backfill known, String pipeline, BackfillPlan asked) {
    if (known.pipeline().equals(pipeline) && known.plan().asked().equals(asked)) {
      return known;
    }
    throw new Refusal(
        CONFLICT,
        new Problem(
            "idempotency-key-reused",
            "Idempotency-Key",
            "The key was already used for another request: backfill " + known.id() + ".",
            "Use a new key for a new request."));
  }

  private static Refusal noWindow(String pipeline) {
    return new Refusal(
        CONFLICT,
        new Problem(
            "no-backfill",
            "pipelines/" + pipeline,
            "The definition does not say which parameters are the window of a backfill.",
            "Give it, for example, `backfill: { from: from, to: to }` and both parameters."));
  }

  private static Refusal over(Backfill backfill) {
    return new Refusal(
        CONFLICT,
        new Problem(
            "backfill-over",
            subject(backfill.id()),
            "The backfill is over: it is " + backfill.state() + ".",
            "Ask for another one; it skips what is done."));
  }

  /** The refusal for a backfill that is not there. */
  public static Refusal unknown(String id) {
    return new Refusal(
        NOT_FOUND, Problem.of("unknown-backfill", subject(id), "There is no backfill " + id + "."));
  }

  private static Refusal refused(String code, String where, String message, String advice) {
    return new Refusal(BAD_REQUEST, new Problem(code, where, message, advice));
  }

  private static String subject(String id) {
    return "backfills/" + id;
  }
}
