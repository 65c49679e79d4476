package dev.penstock.connector.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connections;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.TestServer;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Miss;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import dev.penstock.source.LookupReader;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.net.URLDecoder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestLookupTest {
  private static final Schema ROWS =
      new Schema(
          List.of(
              Field.nullable("code", ArrowType.Utf8.INSTANCE),
              Field.nullable("_place", new ArrowType.Int(64, true))));
  private static final String MANY =
      "{'path': 'airports', 'records': 'data', 'by_key': {'parameter': 'ids', 'field': 'iata',"
          + " 'batch': 10}}";
  private static final Lookup STEP =
      new Lookup("airports", Map.of("code", "iata"), Map.of("city", "city"), Miss.KEEP, Map.of());

  private final TestServer server = new TestServer();
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    server.close();
    allocator.close();
  }

  @Test
  void asksForDistinctKeysInBatchesAndForNoneTwice() {
    answerEvenNumbers();
    try (StreamTransformer transformer = open(MANY, STEP)) {
      assertThat(server.seen()).isEmpty();
      List<@Nullable String> codes = new ArrayList<>();
      IntStream.range(0, 300).forEach(i -> codes.add("k" + i % 25));
      codes.add(null);

      List<@Nullable String> cities = cities(transformer, codes);

      for (int i = 0; i < codes.size(); i++) {
        String code = codes.get(i);
        boolean even = code != null && Integer.parseInt(code.substring(1)) % 2 == 0;
        assertThat(cities.get(i)).isEqualTo(even ? "city of " + code : null);
      }
      assertThat(server.seen()).hasSize(3);
      cities(transformer, codes);
      assertThat(server.seen()).as("everything is known, misses too").hasSize(3);
      assertThat(cities(transformer, List.of("k1", "k100"))).containsExactly(null, "city of k100");
      assertThat(asked()).hasSize(26).doesNotHaveDuplicates();
    }
  }

  @Test
  void keysThatCannotBeAskedForFindNothing() {
    answerEvenNumbers();
    try (StreamTransformer transformer = open(MANY, STEP)) {
      assertThat(cities(transformer, List.of("", " ", "k1,k2", "x".repeat(501), "k2")))
          .containsExactly(null, null, null, null, "city of k2");
      assertThat(asked()).containsExactly("k2");
    }
  }

  @Test
  void aKeyCanStandInThePath() {
    server.on("/base/airports/A%20B", "{\"iata\": \"A B\", \"city\": \"Berlin\"}");
    server.on("/base/airports/XXX", (seen, exchange) -> TestServer.send(exchange, 404, "none"));
    try (StreamTransformer transformer =
        open("{'path': 'airports/{key}', 'by_key': {'field': 'iata'}}", STEP)) {
      assertThat(cities(transformer, List.of("A B", "XXX", "..", "A B")))
          .containsExactly("Berlin", null, null, "Berlin");
      assertThat(server.seen()).hasSize(2);
    }
  }

  @Test
  void aServerThatFailsIsAskedAgainAndGoesOnWhereItWas() {
    AtomicInteger requests = new AtomicInteger();
    server.on(
        "/base/airports",
        (seen, exchange) -> {
          int request = requests.incrementAndGet();
          if (request > 1 && request < 6) {
            TestServer.send(exchange, 503, "busy");
          } else {
            TestServer.send(exchange, 200, "{\"data\": []}");
          }
        });
    List<String> codes = IntStream.range(0, 15).mapToObj(i -> "k" + i).toList();
    try (StreamTransformer transformer = open(MANY, STEP)) {
      assertThatThrownBy(() -> cities(transformer, codes)).isInstanceOf(TransientException.class);
      assertThat(requests).hasValue(5);
      assertThat(cities(transformer, codes)).hasSize(15).containsOnlyNulls();
      assertThat(requests).hasValue(6);
    }
  }

  @Test
  void aRefusalAndABadAnswerArePermanentAndNamed() {
    server.on(
        "/base/airports", (seen, exchange) -> TestServer.send(exchange, 400, "no such thing"));
    assertFails("status 400", MANY);
    server.on("/base/airports", "{\"data\": [{\"city\": \"x\"}]}");
    assertFails("in the field iata", MANY);
    server.on("/base/airports", "{\"data\": [{\"iata\": \"k\"}, {\"iata\": \"k\"}]}");
    assertFails("several records with the same iata", MANY);
    server.on("/base/airports", "{\"data\": [{\"iata\": \"k\", \"lat\": \"north\"}]}");
    assertFails("does not fit `schema`", MANY);
    server.on("/base/airports", "<html>");
    assertFails("not sound JSON", MANY);
  }

  @Test
  void wrongUsesAreTold() {
    assertThatThrownBy(() -> open(MANY, new StepDefinition.Sql("SELECT * FROM airports")))
        .hasMessageContaining("streams.s.steps[0].sql")
        .hasMessageContaining("only a `lookup` step can read");
    assertThatThrownBy(
            () ->
                open(
                    MANY,
                    new Lookup(
                        "airports",
                        Map.of("code", "city"),
                        Map.of("c", "city"),
                        Miss.KEEP,
                        Map.of())))
        .hasMessageContaining("airports is asked by its key iata");
    assertThatThrownBy(() -> open("{'path': 'a', 'by_key': {'field': 'iata'}}", STEP))
        .hasMessageContaining("streams.s.lookups.airports.by_key: parameter");
    assertThatThrownBy(
            () -> open("{'path': 'a', 'by_key': {'parameter': 'i', 'field': 'code'}}", STEP))
        .hasMessageContaining("not declared in `schema`");
    assertThatThrownBy(() -> sources().open(definition(MANY), "streams.s.source"))
        .hasMessageContaining("streams.s.source.by_key")
        .hasMessageContaining("for look-ups");
  }

  private void assertFails(String message, String options) {
    try (StreamTransformer transformer = open(options, STEP)) {
      assertThatThrownBy(() -> cities(transformer, List.of("k")))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("connection shop")
          .hasMessageContaining(message);
    }
  }

  private void answerEvenNumbers() {
    server.on(
        "/base/airports",
        (seen, exchange) ->
            TestServer.send(
                exchange,
                200,
                ids(seen).stream()
                    .filter(id -> Integer.parseInt(id.substring(1)) % 2 == 0)
                    .map(
                        id ->
                            "{\"iata\": \"%s\", \"city\": \"city of %s\", \"x\": 1}"
                                .formatted(id, id))
                    .collect(Collectors.joining(", ", "{\"data\": [", "]}"))));
  }

  private static List<String> ids(TestServer.Seen seen) {
    List<String> ids =
        Arrays.asList(
            URLDecoder.decode(RestFixture.parameter(seen, "ids").orElseThrow(), UTF_8).split(","));
    assertThat(ids).hasSizeLessThanOrEqualTo(10);
    return ids;
  }

  private List<String> asked() {
    return server.seen().stream().flatMap(seen -> ids(seen).stream()).toList();
  }

  private Sources sources() {
    return new Sources(
        Set.of(new RestConnector(new HttpClients(TestServer.HASTY), Clock.systemUTC(), allocator)),
        new Connections(Set.of(server.connection(Map.of()))));
  }

  private static SourceDefinition definition(String options) {
    return new SourceDefinition(
        "shop",
        "rest",
        Map.of("iata", "varchar", "city", "varchar", "lat", "double"),
        false,
        SchemaChange.EVOLVE,
        (ObjectNode) RestFixture.json(options));
  }

  private StreamTransformer open(String options, StepDefinition step) {
    StreamDefinition stream =
        new StreamDefinition(
            definition("{}"),
            Optional.empty(),
            Map.of("airports", definition(options)),
            List.of(step),
            Map.of());
    LookupReader lookups =
        new LookupReader(sources(), "r", "streams.s", Cancellation.NEVER, allocator);
    return StreamTransformer.open(stream, "streams.s", ROWS, lookups, Limits.DEFAULT, allocator);
  }

  private List<@Nullable String> cities(
      StreamTransformer transformer, List<? extends @Nullable String> codes) {
    try (VectorSchemaRoot rows = VectorSchemaRoot.create(ROWS, allocator)) {
      rows.allocateNew();
      for (int i = 0; i < codes.size(); i++) {
        String code = codes.get(i);
        if (code != null) {
          ((VarCharVector) rows.getVector("code")).setSafe(i, code.getBytes(UTF_8));
        }
        ((BigIntVector) rows.getVector("_place")).setSafe(i, i);
      }
      rows.setRowCount(codes.size());
      try (TransformResult result = transformer.apply(rows, "f")) {
        List<@Nullable String> cities = new ArrayList<>();
        for (int i = 0; i < result.rows().getRowCount(); i++) {
          Object city = result.rows().getVector("city").getObject(i);
          cities.add(city == null ? null : city.toString());
        }
        assertThat(new HashSet<>(result.rejects())).isEmpty();
        return cities;
      }
    }
  }
}
