package dev.penstock.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.dispatch.Choice.Gift;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final Limits WIDE = new Limits(50, 256, 32, 8, Map.of());

  @Test
  void aHigherPriorityComesFirstThenTheOlderRunOfThoseWithAsFewPlaces() {
    Limits two = new Limits(50, 2, 32, 8, Map.of());
    List<Flow> flows = List.of(flow("old", 0, 1, 9, 0), flow("new", 0, 2, 9, 0));

    assertThat(given(two, flows)).isEqualTo(Map.of("old", 1, "new", 1));
    assertThat(given(new Limits(50, 1, 32, 8, Map.of()), flows)).isEqualTo(Map.of("old", 1));
    assertThat(given(two, List.of(flows.get(0), flow("urgent", 1, 3, 9, 0))))
        .isEqualTo(Map.of("urgent", 2));
  }

  @Test
  void aSmallRunSharesPlacesWithAHugeOne() {
    Limits eight = new Limits(50, 8, 32, 8, Map.of());

    assertThat(given(eight, List.of(flow("huge", 0, 1, 1_000, 6), flow("small", 0, 2, 5, 0))))
        .isEqualTo(Map.of("small", 2));
  }

  @Test
  void aFullConnectionHoldsNobodyElseUp() {
    Limits fragile = new Limits(50, 256, 32, 8, Map.of("fragile", 1));
    Flow full = at("fragile", flow("a", 9, 1, 10, 1));
    Flow also = at("fragile", flow("b", 5, 1, 10, 0));

    assertThat(given(fragile, List.of(full, also, flow("c", 0, 2, 3, 0))))
        .isEqualTo(Map.of("c", 3));
  }

  @Test
  void aRunHasNoMorePlacesThanItsDefinitionSays() {
    Flow wide = flow("a", 0, 1, 100, 0);
    Flow three = new Flow("b", 0, Instant.EPOCH, 3, "s", 0, "c", 1, 100, 0, 0);

    assertThat(given(WIDE, List.of(wide, three))).isEqualTo(Map.of("a", 32, "b", 2));
  }

  @Test
  void ofALimitedStreamOneSplitIsReadAtATimeUntilItIsFull() {
    assertThat(given(WIDE, List.of(limited(0, 9, 0)))).isEqualTo(Map.of("a", 1));
    assertThat(given(WIDE, List.of(limited(1, 9, 0)))).isEmpty();
    assertThat(given(WIDE, List.of(limited(0, 9, 100)))).isEmpty();
  }

  /** Gives out and reads at random until everything is read; checks each step against a model. */
  @Test
  void limitsHoldNoPlaceIsLostAndNobodyStarves() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      play(random, seed);
    }
  }

  private static void play(Random random, long seed) {
    Limits limits =
        new Limits(
            50,
            1 + random.nextInt(12),
            1 + random.nextInt(6),
            8,
            Map.of("c0", 1 + random.nextInt(3), "c1", 1 + random.nextInt(3)));
    List<Flow> flows = new ArrayList<>();
    for (int run = 0; run < 1 + random.nextInt(6); run++) {
      int priority = random.nextInt(3);
      int parallelism = random.nextInt(4);
      for (int stream = 0; stream < 1 + random.nextInt(3); stream++) {
        flows.add(
            new Flow(
                "r" + run,
                priority,
                Instant.ofEpochSecond(run),
                parallelism,
                "s" + stream,
                stream,
                "c" + random.nextInt(3),
                0,
                random.nextInt(20),
                0,
                0));
      }
    }
    int left = flows.stream().mapToInt(Flow::waiting).sum();
    while (left > 0) {
      List<Flow> before = List.copyOf(flows);
      for (Gift gift : Choice.of(limits, before)) {
        int i = flows.indexOf(gift.flow());
        flows.set(i, moved(gift.flow(), gift.count(), -gift.count()));
      }
      check(limits, flows, seed);
      List<Integer> busy = new ArrayList<>();
      for (int i = 0; i < flows.size(); i++) {
        for (int n = 0; n < flows.get(i).given(); n++) {
          busy.add(i);
        }
      }
      assertThat(busy)
          .as("nothing is under way although %d wait, seed %d", left, seed)
          .isNotEmpty();
      int done = 1 + random.nextInt(busy.size());
      for (int n = 0; n < done; n++) {
        int i = busy.remove(random.nextInt(busy.size()));
        flows.set(i, moved(flows.get(i), -1, 0));
        left--;
      }
    }
  }

  /** What the limits say, counted anew; and who waits does so because of a limit. */
  private static void check(Limits limits, List<Flow> flows, long seed) {
    int all = flows.stream().mapToInt(Flow::given).sum();
    Map<String, Integer> runs = new HashMap<>();
    Map<String, Integer> connections = new HashMap<>();
    for (Flow flow : flows) {
      runs.merge(flow.run(), flow.given(), Integer::sum);
      connections.merge(flow.connection(), flow.given(), Integer::sum);
    }
    assertThat(all).as("seed %d", seed).isLessThanOrEqualTo(limits.splits());
    for (Flow flow : flows) {
      int most =
          flow.parallelism() == 0
              ? limits.splitsPerRun()
              : Math.min(flow.parallelism(), limits.splitsPerRun());
      int ofConnection = limits.connections().getOrDefault(flow.connection(), 1_000);
      assertThat(runs.get(flow.run())).as("seed %d", seed).isLessThanOrEqualTo(most);
      assertThat(connections.get(flow.connection()))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(ofConnection);
      if (flow.waiting() > 0) {
        assertThat(
                all == limits.splits()
                    || runs.get(flow.run()) == most
                    || connections.get(flow.connection()) == ofConnection)
            .as("%s waits for nothing, seed %d", flow, seed)
            .isTrue();
      }
    }
  }

  private static Map<String, Integer> given(Limits limits, List<Flow> flows) {
    Map<String, Integer> given = new HashMap<>();
    for (Gift gift : Choice.of(limits, flows)) {
      given.merge(gift.flow().run(), gift.count(), Integer::sum);
    }
    return given;
  }

  private static Flow flow(String run, int priority, int second, int waiting, int given) {
    return new Flow(
        run, priority, Instant.ofEpochSecond(second), 0, "s", 0, "c", given, waiting, 0, 0);
  }

  private static Flow limited(int given, int waiting, long read) {
    return new Flow("a", 0, Instant.EPOCH, 0, "s", 0, "c", given, waiting, 100, read);
  }

  private static Flow at(String connection, Flow flow) {
    return new Flow(
        flow.run(),
        flow.priority(),
        flow.createdAt(),
        flow.parallelism(),
        flow.stream(),
        flow.position(),
        connection,
        flow.given(),
        flow.waiting(),
        flow.limit(),
        flow.read());
  }

  private static Flow moved(Flow flow, int given, int waiting) {
    return new Flow(
        flow.run(),
        flow.priority(),
        flow.createdAt(),
        flow.parallelism(),
        flow.stream(),
        flow.position(),
        flow.connection(),
        flow.given() + given,
        flow.waiting() + waiting,
        flow.limit(),
        flow.read());
  }
}
