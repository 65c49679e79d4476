package dev.penstock.api.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is shown of hooks and notifiers, and the test of a notifier. Thread-safe. */
public final class RunHooks {
  private final Runs runs;
  private final HookStore store;
  private final Notifiers notifiers;
  private final Sender sender;
  private final ActionLog actions;
  private final Transactions transactions;
  private final Clock clock;

  public RunHooks(
      Runs runs,
      HookStore store,
      Notifiers notifiers,
      Sender sender,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.runs = runs;
    this.store = store;
    this.notifiers = notifiers;
    this.sender = sender;
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Who is told of a run, and how far that is; refuses a run that is not there. */
  public List<HookView> of(String run) {
    runs.mustExist(run);
    return transactions.read(() -> store.of(run)).stream().map(RunHooks::view).toList();
  }

  /** All notifiers. */
  public List<Notifiers.NotifierView> notifiers() {
    return notifiers.all();
  }

  /**
   * Tells a notifier something, to see whether it works; what fails is the answer. Refuses one that
   * is not there.
   */
  public TestView test(String name) throws InterruptedException {
    Notifier notifier = notifiers.get(name);
    transactions.change(() -> actions.note("notifier.test", "notifiers/" + name, ""));
    long start = System.nanoTime();
    String id = "msg_" + UUID.randomUUID();
    Outcome outcome = sender.send(notifier, id, event(id));
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    return switch (outcome) {
      case Outcome.Delivered delivered ->
          new TestView(notifier.name(), notifier.type(), true, millis, null);
      case Outcome.Failed failed ->
          new TestView(notifier.name(), notifier.type(), false, millis, failed.error());
    };
  }

  private String event(String id) {
    return new String(
        Json.write(
            Map.of(
                "specversion", "1.0",
                "id", id,
                "source", "/api/v1/notifiers",
                "type", "dev.penstock.notifier.test",
                "time", clock.instant().toString(),
                "datacontenttype", "application/json",
                "data",
                    Map.of(
                        "moment",
                        "test",
                        "summary",
                        "Penstock can tell you of runs; this is a test"))),
        UTF_8);
  }

  private static HookView view(Delivery delivery) {
    boolean waits = delivery.state() == Delivery.State.WAITING;
    return new HookView(
        delivery.id(),
        delivery.hook(),
        delivery.moment(),
        delivery.notifier(),
        delivery.blocking(),
        delivery.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        delivery.attempts(),
        delivery.lastError(),
        waits ? delivery.nextAttemptAt() : null,
        delivery.createdAt(),
        delivery.deliveredAt());
  }

  /**
   * A delivery as it is shown.
   *
   * @param id that the receiver gets as {@code webhook-id}
   * @param hook where the hook stands
   * @param when the moment, with the stage behind a dot
   * @param state {@code waiting}, {@code delivered} or {@code gave-up}
   */
  public record HookView(
      String id,
      String hook,
      String when,
      String notifier,
      boolean blocking,
      String state,
      int attempts,
      @Nullable String lastError,
      @Nullable Instant nextAttemptAt,
      Instant createdAt,
      @Nullable Instant deliveredAt) {}

  /**
   * What a test found.
   *
   * @param error why it failed; {@code null} where it did not
   */
  public record TestView(
      String name, String type, boolean ok, long durationMillis, @Nullable String error) {}
}
