package dev.penstock.api.metrics;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.PlacesView;
import dev.penstock.api.metrics.SampleStore.Sample;
import dev.penstock.api.services.Services;
import dev.penstock.api.services.ServicesView.ServiceView;
import dev.penstock.api.services.ServicesView.TopicLag;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Topics;
import dev.penstock.service.metrics.Meters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows the state that all replicas share: each asks for it by the clock and shows what it saw
 * last, so that a scrape never waits. What is older than {@link #FRESH} is not shown. Thread-safe.
 */
public final class StateMeters {
  static final Duration FRESH = Duration.ofMinutes(1);

  /** Not {@code service}: scrapers give that name to a label of their own. */
  private static final String LABEL = "component";

  private static final EnumSet<RunState> OVER =
      EnumSet.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED);

  private static final Map<String, List<String>> READ =
      Map.of(
          "api", List.of(Topics.REJECTS, Topics.REPORTS),
          "extractor", List.of(Topics.TASKS),
          "transformer", List.of(Topics.EXTRACTED),
          "loader", List.of(Topics.EXTRACTED, Topics.TASKS, Topics.TRANSFORMED));

  private final SampleStore samples;
  private final Dispatcher dispatcher;
  private final Services services;
  private final Transactions transactions;
  private final Meters meters;
  private final int pipelines;
  private final Clock clock;
  private volatile @Nullable Seen seen;

  private record Seen(Sample sample, PlacesView places, Instant at, Instant outboxSince) {}

  /**
   * @param pipelines that are told apart
   */
  public StateMeters(
      SampleStore samples,
      Dispatcher dispatcher,
      Services services,
      Transactions transactions,
      Meters meters,
      int pipelines,
      Clock clock) {
    this.samples = samples;
    this.dispatcher = dispatcher;
    this.services = services;
    this.transactions = transactions;
    this.meters = meters;
    this.pipelines = pipelines;
    this.clock = clock;
    showState();
    showServices();
  }

  /** Looks again. Called by one thread at a time. */
  public void beat() {
    var unused = services.view();
    Sample sample = transactions.read(() -> samples.take(pipelines));
    PlacesView places = dispatcher.usage();
    Instant now = clock.instant();
    Seen before = seen;
    Instant outboxSince =
        before == null
                || sample.outboxLength() == 0
                || before.sample().outboxFirst() != sample.outboxFirst()
            ? now
            : before.outboxSince();
    seen = new Seen(sample, places, now, outboxSince);
    // There before the first run ends, so that its end is seen as a step from 0.
    for (String pipeline : sample.pipelines()) {
      for (RunState state : OVER) {
        var there = RunMeters.ends(meters, pipeline, state);
        assert there.getId() != null;
      }
    }
  }

  private void showState() {
    for (RunState state : EnumSet.complementOf(OVER)) {
      state(
          "penstock.runs.current",
          "Runs that are not over, by state.",
          now -> now.sample().runs().getOrDefault(state, 0L),
          "state",
          RunMeters.word(state));
    }
    state(
        "penstock.runs.stalled",
        "Runs that are not over and in which nothing moves.",
        now -> now.sample().stalled());
    places("runs", PlacesView::runs);
    places("splits", PlacesView::splits);
    state(
        "penstock.outbox.messages",
        "Messages that wait to be sent to Kafka.",
        now -> now.sample().outboxLength());
    meters.gauge(
        "penstock.outbox.age",
        "seconds",
        "For how long the first message of the outbox has waited at least.",
        () -> fresh(now -> Duration.between(now.outboxSince(), now.at()).toMillis() / 1e3));
    state(
        "penstock.deliveries.waiting",
        "Notices of runs that wait to be sent, also those that are tried again.",
        now -> now.sample().deliveries());
    state(
        "penstock.schedules.late",
        "Schedules whose time came more than a minute ago and that did not start their run.",
        now -> now.sample().lateSchedules());
  }

  private void places(String kind, Function<PlacesView, PlacesView.Used> used) {
    state(
        "penstock.places.used",
        "Places for runs, and for splits that are read, that are taken.",
        now -> used.apply(now.places()).used(),
        "kind",
        kind);
    state(
        "penstock.places.limit",
        "Places for runs, and for splits that are read, in all.",
        now -> used.apply(now.places()).limit(),
        "kind",
        kind);
  }

  private void showServices() {
    READ.forEach(
        (service, topics) -> {
          meters.gauge(
              "penstock.service.instances",
              "",
              "Processes of a service that take part in its work.",
              () -> of(service, view -> unknown(view) ? Double.NaN : view.instances().size()),
              LABEL,
              service);
          meters.gauge(
              "penstock.service.up",
              "",
              "1 where a service is up, 0.5 where it is degraded, 0 where it is down.",
              () -> of(service, StateMeters::up),
              LABEL,
              service);
          for (String topic : topics) {
            String[] labels = {LABEL, service, "topic", topic};
            meters.gauge(
                "penstock.consumer.lag",
                "messages",
                "Messages of a topic that a service has before it; of tasks also those under way.",
                () -> of(service, view -> lag(view, topic, TopicLag::messages)),
                labels);
            meters.gauge(
                "penstock.consumer.age",
                "seconds",
                "For how long the oldest of these messages has waited at least.",
                () -> of(service, view -> lag(view, topic, StateMeters::age)),
                labels);
          }
        });
  }

  private void state(
      String name, String description, ToDoubleFunction<Seen> value, String... labels) {
    meters.gauge(name, "", description, () -> fresh(value), labels);
  }

  private double fresh(ToDoubleFunction<Seen> value) {
    Seen now = seen;
    return now == null || now.at().plus(FRESH).isBefore(clock.instant())
        ? Double.NaN
        : value.applyAsDouble(now);
  }

  private double of(String service, ToDoubleFunction<ServiceView> value) {
    return services
        .seen()
        .flatMap(view -> view.service(service))
        .map(value::applyAsDouble)
        .orElse(Double.NaN);
  }

  private static boolean unknown(ServiceView view) {
    return view.topics().isEmpty();
  }

  private static double up(ServiceView view) {
    return switch (view.state()) {
      case "up" -> 1;
      case "degraded" -> 0.5;
      case "down" -> 0;
      default -> Double.NaN;
    };
  }

  private static double lag(ServiceView view, String topic, ToDoubleFunction<TopicLag> value) {
    return view.topics().stream()
        .filter(one -> one.topic().equals(topic))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double age(TopicLag lag) {
    Long oldest = lag.oldestSeconds();
    return oldest == null ? 0 : oldest;
  }
}
