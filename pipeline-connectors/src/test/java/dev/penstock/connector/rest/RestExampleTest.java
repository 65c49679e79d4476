package dev.penstock.connector.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.TestServer;
import dev.penstock.connector.rest.RestFixture.Content;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.catalog.ConnectionCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The example over a shop that answers as the example says. */
class RestExampleTest {
  private static final String PAGE =
      """
      {"data": {"orders": [
        {"id": %d, "total": "%d.50", "currency": "eur", "updated_at": "2026-01-0%dT10:00:00Z"}]},
       "meta": {"next": %s}}
      """;

  @Test
  void readsTheOrdersThatChanged() throws IOException {
    try (TestServer server = new TestServer();
        BufferAllocator allocator = new RootAllocator()) {
      server.on(
          "/base/orders",
          (seen, exchange) -> {
            boolean second = RestFixture.parameter(seen, "cursor").isPresent();
            TestServer.send(
                exchange,
                200,
                second ? PAGE.formatted(2, 7, 3, "null") : PAGE.formatted(1, 5, 2, "\"abc\""));
          });
      Connection shop = server.connection(Map.of("auth", "bearer", "token", "t"));
      Source source =
          new RestConnector(new HttpClients(TestServer.HASTY), Clock.systemUTC(), allocator)
              .open(example(shop).stream("orders").source(), shop);

      Content first = read(source, null);
      read(source, first.state());

      assertThat(first.ids()).containsExactly(1L, 2L);
      assertThat(first.rejects()).isEmpty();
      assertThat(server.seen().getFirst().query())
          .contains("status=paid", "updated_since=2020-01-01T00%3A00%3A00Z", "limit=500");
      assertThat(server.seen().getLast().query())
          .contains("status=paid", "updated_since=2026-01-03T10%3A00%3A00Z", "cursor=abc");
    }
  }

  private static Content read(Source source, @Nullable JsonNode state) {
    SourcePlan plan = source.plan(new PlanRequest("r", state, null, false), Cancellation.NEVER);
    return RestFixture.read(source, plan, null);
  }

  private static PipelineDefinition example(Connection shop) throws IOException {
    Connection warehouse = new Connection("warehouse", "postgresql", Map.of());
    return new DefinitionParser()
        .parse(
            Files.readString(Path.of("..", "examples", "rest.yaml")),
            new ConnectionCatalog(
                new Connections(List.of(shop, warehouse)),
                Connectors.sourceSpecs(),
                Connectors.destinations().stream().map(d -> d.spec()).toList()));
  }
}
