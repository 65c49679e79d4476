package dev.penstock.loader.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SweepingTest {
  private final Map<String, Integer> sweeps = new ConcurrentHashMap<>();

  @Test
  void everyDestinationIsSweptAgainAndAgainThoughOneDoesNotAnswer() {
    Connections connections =
        new Connections(
            List.of(
                new Connection("away", "fake", Map.of()),
                new Connection("folder", "other", Map.of()),
                new Connection("warehouse", "fake", Map.of())));
    try (Destinations destinations = new Destinations(List.of(new Fake()), connections);
        Sweeping _ = new Sweeping(destinations, Duration.ofMillis(5), Duration.ofMillis(20))) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> sweeps.getOrDefault("warehouse", 0) > 2 && sweeps.getOrDefault("away", 0) > 2);
    }
    assertThat(sweeps).containsOnlyKeys("warehouse", "away");
  }

  private final class Fake implements DestinationConnector {
    @Override
    public ConnectorSpec spec() {
      return new ConnectorSpec("fake", Set.of("fake"), "", List.of());
    }

    @Override
    public Destination open(Connection connection) {
      return new Swept(connection.name());
    }
  }

  /** Is swept, and away the first times. */
  private final class Swept implements Destination {
    private final String name;

    Swept(String name) {
      this.name = name;
    }

    @Override
    public void sweep() {
      if (sweeps.merge(name, 1, Integer::sum) < 3 && name.equals("away")) {
        throw new TransientException(Problem.of("database-unreachable", name, "It is away."), null);
      }
    }

    @Override
    public LoadResult load(LoadBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AuditResult audit(RunWork work, Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PublishResult publish(RunWork work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PublishResult rehearse(RunWork work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clean(String run, int epoch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
