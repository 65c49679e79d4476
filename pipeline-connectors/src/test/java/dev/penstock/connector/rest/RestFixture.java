package dev.penstock.connector.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.TestServer;
import dev.penstock.definition.SourceDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** A source over a server of a test. */
record RestFixture(TestServer server, Map<String, String> settings) {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00.5Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All that a source gave. */
  record Content(
      List<Object> ids,
      List<Long> places,
      List<RejectedRecord> rejects,
      int batches,
      @Nullable JsonNode state) {}

  Source open(BufferAllocator allocator, String options) {
    ObjectNode node = (ObjectNode) json(options);
    return new RestConnector(
            new HttpClients(TestServer.HASTY), Clock.fixed(NOW, ZoneOffset.UTC), allocator)
        .open(new SourceDefinition("shop", "rest", node), server.connection(settings));
  }

  Content read(String options) {
    return read(options, null);
  }

  Content read(String options, @Nullable JsonNode state) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = open(allocator, options);
      SourcePlan plan = source.plan(new PlanRequest("r", state, null, false), Cancellation.NEVER);
      return read(source, plan, null);
    }
  }

  static Content read(Source source, SourcePlan plan, @Nullable JsonNode after) {
    List<Object> ids = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    List<RejectedRecord> rejects = new ArrayList<>();
    int batches = 0;
    try (SplitReader reader =
        source.read(plan.stream(), plan.splits().getFirst(), after, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        batches++;
        rejects.addAll(batch.rejects());
        for (int row = 0; row < batch.rows().getRowCount(); row++) {
          ids.add(batch.rows().getVector("id").getObject(row));
          places.add((Long) batch.rows().getVector("_place").getObject(row));
        }
      }
      return new Content(ids, places, rejects, batches, reader.state());
    }
  }

  /** JSON with single quotes for double ones. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** {@code [{"id": from}, …]} up to, and without, {@code to}. */
  static String records(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(id -> "{\"id\": " + id + "}")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A query parameter as a number. */
  static long number(TestServer.Seen seen, String name, long otherwise) {
    return parameter(seen, name).map(Long::parseLong).orElse(otherwise);
  }

  static Optional<String> parameter(TestServer.Seen seen, String name) {
    return Arrays.stream(seen.query().split("&"))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }
}
