package dev.penstock.api.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.services.GroupReader.GroupState;
import dev.penstock.api.services.GroupReader.PartitionState;
import dev.penstock.api.services.ServicesView.Instance;
import dev.penstock.api.services.ServicesView.ServiceView;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private final List<GroupState> groups = new ArrayList<>();
  private boolean away;
  private boolean database = true;
  private int looks;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private final Services services =
      new Services(this::read, () -> database, Set.of("tasks"), new Hand());

  private final class Hand extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private List<GroupState> read() {
    looks++;
    if (away) {
      throw new TransientException(Problem.of("kafka-unreachable", "kafka", "away"), null);
    }
    return List.copyOf(groups);
  }

  private void group(String name, String service, int members, PartitionState... partitions) {
    List<Instance> instances = new ArrayList<>();
    for (int i = 1; i <= members; i++) {
      instances.add(new Instance(service + "-" + i, "127.0.0.1"));
    }
    groups.removeIf(group -> group.group().equals(name));
    groups.add(new GroupState(name, service, instances, List.of(partitions)));
  }

  private ServiceView later(String service, Duration time) {
    now = now.plus(time);
    return services.view().service(service).orElseThrow();
  }

  @Test
  void aServiceWithMembersAndNothingBeforeItIsUp() {
    group("g", "loader", 2, new PartitionState("batches", 0, 7, 7));

    ServiceView view = later("loader", Duration.ZERO);

    assertThat(view.state()).isEqualTo("up");
    assertThat(view.message()).isEmpty();
    assertThat(view.instances()).extracting(Instance::id).containsExactly("loader-1", "loader-2");
    assertThat(view.lag().messages()).isZero();
    assertThat(view.lag().oldestSeconds()).isNull();
  }

  @Test
  void aServiceThatIsInNoGroupIsDownAndOneThatIsInSomeIsDegraded() {
    group("g", "loader", 0);
    group("h", "transformer", 1);
    group("i", "transformer", 0);

    assertThat(later("loader", Duration.ZERO).state()).isEqualTo("down");
    assertThat(later("extractor", Duration.ZERO).state()).isEqualTo("down");
    assertThat(later("transformer", Duration.ZERO).state()).isEqualTo("degraded");
    assertThat(later("transformer", Duration.ZERO).message()).contains("group i");
  }

  @Test
  void aProcessInTwoGroupsIsListedOnce() {
    group("g", "loader", 1);
    group("h", "loader", 1);

    assertThat(later("loader", Duration.ZERO).instances()).hasSize(1);
  }

  @Test
  void messagesThatDoNotMoveGetOldAndThoseThatMoveDoNot() {
    group(
        "g",
        "loader",
        1,
        new PartitionState("batches", 0, 0, 10),
        new PartitionState("batches", 1, 0, 10));
    later("loader", Duration.ZERO);
    group(
        "g",
        "loader",
        1,
        new PartitionState("batches", 0, 9, 90),
        new PartitionState("batches", 1, 10, 90));

    ServiceView stuck = later("loader", Duration.ofMinutes(6));

    assertThat(stuck.lag().messages()).isEqualTo(81 + 80);
    assertThat(stuck.lag().oldestSeconds()).isEqualTo(360);
    assertThat(stuck.state()).isEqualTo("degraded");
    assertThat(stuck.message()).contains("batches").contains("6 minutes");

    group(
        "g",
        "loader",
        1,
        new PartitionState("batches", 0, 90, 90),
        new PartitionState("batches", 1, 91, 95));
    ServiceView moves = later("loader", Duration.ofSeconds(10));

    assertThat(moves.state()).isEqualTo("up");
    assertThat(moves.lag().messages()).isEqualTo(4);
    assertThat(moves.lag().oldestSeconds()).isZero();
  }

  @Test
  void longTasksAreNoSignThatAServiceIsBehind() {
    group("g", "extractor", 1, new PartitionState("tasks", 0, 0, 1));
    later("extractor", Duration.ZERO);

    ServiceView view = later("extractor", Duration.ofHours(1));

    assertThat(view.state()).isEqualTo("up");
    assertThat(view.lag().oldestSeconds()).isEqualTo(3_600);
  }

  @Test
  void withoutABrokerTheOthersAreUnknownAndTheAnswerComesAllTheSame() {
    away = true;
    database = false;

    ServicesView view = services.view();

    assertThat(view.broker().state()).isEqualTo("down");
    assertThat(view.database().state()).isEqualTo("down");
    assertThat(view.items())
        .extracting(ServiceView::state)
        .containsExactly("degraded", "unknown", "unknown", "unknown");
  }

  @Test
  void aLookStandsForFiveSeconds() {
    later("loader", Duration.ZERO);
    later("loader", Duration.ofSeconds(4));
    assertThat(looks).isEqualTo(1);

    later("loader", Duration.ofSeconds(2));
    assertThat(looks).isEqualTo(2);
  }
}
