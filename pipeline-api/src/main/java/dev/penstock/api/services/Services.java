package dev.penstock.api.services;

import dev.penstock.api.services.GroupReader.GroupState;
import dev.penstock.api.services.ServicesView.Instance;
import dev.penstock.api.services.ServicesView.Lag;
import dev.penstock.api.services.ServicesView.PartView;
import dev.penstock.api.services.ServicesView.ServiceView;
import dev.penstock.api.services.ServicesView.State;
import dev.penstock.api.services.ServicesView.TopicLag;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the services. A look stands for five seconds; who asks while somebody else looks gets
 * what was seen last. Never fails: what cannot be found out is unknown. Thread-safe.
 */
public final class Services {
  static final Duration FRESH = Duration.ofSeconds(5);

  /** Batches that wait for longer are a sign that a service does not keep up. */
  static final Duration BEHIND = Duration.ofMinutes(5);

  private static final List<String> NAMES = List.of("api", "extractor", "transformer", "loader");

  private final GroupReader groups;
  private final BooleanSupplier database;
  private final Set<String> unhurried;
  private final Clock clock;
  private final Backlog backlog = new Backlog();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable Look last;

  private record Look(ServicesView view, Instant at) {}

  /**
   * @param database whether the database answers; must not wait for long
   * @param unhurried topics whose messages stand for work that may be long, and so may be old
   */
  public Services(
      GroupReader groups, BooleanSupplier database, Set<String> unhurried, Clock clock) {
    this.groups = groups;
    this.database = database;
    this.unhurried = Set.copyOf(unhurried);
    this.clock = clock;
  }

  /** The services as they were at most a few seconds ago. */
  public ServicesView view() {
    Look known = last;
    if (known != null && known.at().plus(FRESH).isAfter(clock.instant())) {
      return known.view();
    }
    if (known == null) {
      looking.lock();
    } else if (!looking.tryLock()) {
      return known.view();
    }
    try {
      Look meanwhile = last;
      if (meanwhile != null && meanwhile.at().plus(FRESH).isAfter(clock.instant())) {
        return meanwhile.view();
      }
      ServicesView view = look();
      last = new Look(view, clock.instant());
      return view;
    } finally {
      looking.unlock();
    }
  }

  /** What was seen last, without looking; empty before the first look. */
  public Optional<ServicesView> seen() {
    return Optional.ofNullable(last).map(Look::view);
  }

  private ServicesView look() {
    PartView data =
        database.getAsBoolean()
            ? new PartView(State.UP.word(), "")
            : new PartView(State.DOWN.word(), "PostgreSQL does not answer the API.");
    try {
      List<GroupState> found = groups.read();
      Instant now = clock.instant();
      return new ServicesView(
          NAMES.stream().map(name -> service(name, found, now)).toList(),
          new PartView(State.UP.word(), ""),
          data);
    } catch (TransientException e) {
      return new ServicesView(
          NAMES.stream().map(Services::unknown).toList(),
          new PartView(State.DOWN.word(), "Kafka does not answer the API."),
          data);
    }
  }

  private static ServiceView unknown(String name) {
    boolean self = name.equals("api");
    return new ServiceView(
        name,
        self ? State.DEGRADED.word() : State.UNKNOWN.word(),
        List.of(),
        new Lag(0, null),
        List.of(),
        self
            ? "It answers, but Kafka does not: runs are accepted and wait."
            : "Kafka does not answer, so it is not known whether the service runs.");
  }

  private ServiceView service(String name, List<GroupState> found, Instant now) {
    List<GroupState> own = found.stream().filter(group -> group.service().equals(name)).toList();
    Map<String, TopicLag> topics = new TreeMap<>();
    for (GroupState group : own) {
      for (GroupReader.PartitionState partition : group.partitions()) {
        Long age = backlog.age(group.group(), partition, now).map(Duration::toSeconds).orElse(null);
        topics.merge(
            partition.topic(),
            new TopicLag(partition.topic(), partition.lag(), age),
            (one, other) ->
                new TopicLag(
                    one.topic(),
                    one.messages() + other.messages(),
                    older(one.oldestSeconds(), other.oldestSeconds())));
      }
    }
    Lag lag = new Lag(0, null);
    for (TopicLag topic : topics.values()) {
      lag =
          new Lag(
              lag.messages() + topic.messages(), older(lag.oldestSeconds(), topic.oldestSeconds()));
    }
    Verdict verdict = judge(own, topics.values().stream().toList());
    return new ServiceView(
        name,
        verdict.state().word(),
        instances(own),
        lag,
        List.copyOf(topics.values()),
        verdict.message());
  }

  private record Verdict(State state, String message) {}

  private Verdict judge(List<GroupState> own, List<TopicLag> topics) {
    List<String> empty =
        own.stream()
            .filter(group -> group.members().isEmpty())
            .map(GroupState::group)
            .sorted()
            .toList();
    if (empty.size() == own.size()) {
      return new Verdict(
          State.DOWN, "No process of it reads from Kafka. Start one, or look into its log.");
    }
    if (!empty.isEmpty()) {
      return new Verdict(
          State.DEGRADED, "Nobody is in its consumer group " + String.join(", ", empty) + ".");
    }
    for (TopicLag topic : topics) {
      Long age = topic.oldestSeconds();
      if (age != null && age >= BEHIND.toSeconds() && !unhurried.contains(topic.topic())) {
        return new Verdict(
            State.DEGRADED,
            "It is behind: messages in %s have waited for %d minutes or more."
                .formatted(topic.topic(), age / 60));
      }
    }
    return new Verdict(State.UP, "");
  }

  private static @Nullable Long older(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.max(one, other);
  }

  private static List<Instance> instances(List<GroupState> own) {
    TreeSet<Instance> all =
        new TreeSet<>(java.util.Comparator.comparing(Instance::id).thenComparing(Instance::host));
    own.forEach(group -> all.addAll(group.members()));
    return new ArrayList<>(all);
  }
}
