package dev.penstock.connector.rest;

import static dev.penstock.connector.rest.RestFixture.json;
import static dev.penstock.connector.rest.RestFixture.number;
import static dev.penstock.connector.rest.RestFixture.parameter;
import static dev.penstock.connector.rest.RestFixture.records;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.http.TestServer;
import dev.penstock.connector.rest.RestFixture.Content;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestSourceTest {
  private static final int ALL = 25;

  private final TestServer server = new TestServer();
  private final RestFixture rest = new RestFixture(server, Map.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsOnePage() {
    server.on("/base/orders", records(0, ALL));

    Content content = rest.read("{'path': 'orders'}");

    assertIds(content, ALL);
    assertThat(content.places()).isEqualTo(LongStream.rangeClosed(1, ALL).boxed().toList());
    assertThat(content.batches()).isEqualTo(1);
    assertThat(content.state()).isNull();
    assertThat(server.seen().getFirst().header("accept")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.items", "/data/items"})
  void findsTheRecordsInTheResponse(String path) {
    server.on(
        "/base/orders",
        "{\"meta\": {\"items\": [1]}, \"data\": {\"a\": [[]], \"items\": "
            + records(0, ALL)
            + ", \"z\": {}}, \"after\": null}");

    assertIds(rest.read("{'path': 'orders', 'records': '" + path + "'}"), ALL);
  }

  @Test
  void readsNumberedPagesUntilOneIsEmpty() {
    server.on(
        "/base/orders",
        (seen, exchange) ->
            TestServer.send(exchange, 200, page(10 * (number(seen, "page", 1) - 1), 10)));

    Content content = rest.read("{'path': 'orders', 'pagination': {'type': 'page'}}");

    assertIds(content, ALL);
    assertThat(content.batches()).isEqualTo(3);
  }

  @Test
  void readsOffsetsByWhatTheServerReallyGave() {
    // The server gives seven at most, whatever limit says.
    server.on(
        "/base/orders",
        (seen, exchange) -> TestServer.send(exchange, 200, page(number(seen, "offset", 0), 7)));

    assertIds(rest.read("{'path': 'orders', 'pagination': {'type': 'offset', 'limit': 10}}"), ALL);
    assertThat(server.seen().getLast().query()).contains("limit=10", "offset=25");
  }

  @Test
  void stopsWhereTheTotalIsReached() {
    server.on(
        "/base/orders",
        (seen, exchange) ->
            TestServer.send(
                exchange,
                200,
                "{\"total\": %d, \"items\": %s}"
                    .formatted(ALL, page(number(seen, "offset", 0), 5))));

    assertIds(
        rest.read(
            "{'path': 'orders', 'records': 'items', 'pagination': {'type': 'offset', 'total_path': 'total'}}"),
        ALL);
    assertThat(server.seen()).noneMatch(seen -> seen.query().contains("offset=25"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "false"})
  void followsACursorUntilThereIsNone(String end) {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long from = number(seen, "after", 0);
          String next = from + 10 < ALL ? "\"" + (from + 10) + "\"" : end;
          TestServer.send(
              exchange, 200, "{\"next\": %s, \"items\": %s}".formatted(next, page(from, 10)));
        });

    assertIds(
        rest.read(
            "{'path': 'orders', 'records': 'items', 'query': {'q': 'a b&c'}, 'pagination':"
                + " {'type': 'cursor', 'cursor_path': 'next', 'cursor_param': 'after',"
                + " 'size_param': 'n', 'size': 10}}"),
        ALL);
    assertThat(server.seen()).allMatch(seen -> seen.query().contains("q=a%20b%26c"));
    assertThat(server.seen()).allMatch(seen -> parameter(seen, "n").isPresent());
  }

  @Test
  void goesOnBehindAnEmptyPageWhereThereIsACursor() {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long from = number(seen, "cursor", 0);
          String items = from == 1 ? "[]" : records(from == 0 ? 0 : 10, from == 0 ? 10 : ALL);
          String next = from < 2 ? "" + (from + 1) : "null";
          TestServer.send(exchange, 200, "{\"next\": %s, \"items\": %s}".formatted(next, items));
        });

    assertIds(
        rest.read(
            "{'path': 'orders', 'records': 'items', 'pagination': {'type': 'cursor', 'cursor_path': 'next'}}"),
        ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"absolute", "relative", "path"})
  void followsLinkHeaders(String kind) {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long from = number(seen, "from", 0);
          String query = "?from=" + (from + 10) + "&x[y]=a|b";
          String next =
              switch (kind) {
                case "absolute" -> server.url() + "/base/orders" + query;
                case "relative" -> query;
                default -> "/base/orders" + query;
              };
          if (from + 10 < ALL) {
            exchange
                .getResponseHeaders()
                .add("Link", "<x>; rel=prev, <" + next + ">; title=\"a, b\"; rel=\"last next\"");
          }
          TestServer.send(exchange, 200, page(from, 10));
        });

    assertIds(rest.read("{'path': 'orders', 'pagination': {'type': 'link'}}"), ALL);
  }

  @Test
  void followsALinkInTheResponseAndKeepsTheKeyOutOfTheCheckpoint() {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long from = number(seen, "from", 0);
          String next =
              from + 10 < ALL
                  ? "\"" + server.url() + "/base/orders?from=" + (from + 10) + "&key=k-secret\""
                  : "null";
          TestServer.send(
              exchange,
              parameter(seen, "key").filter("k-secret"::equals).isPresent() ? 200 : 403,
              "{\"@odata.nextLink\": %s, \"value\": %s}".formatted(next, page(from, 10)));
        });
    RestFixture keyed =
        new RestFixture(
            server, Map.of("auth", "api_key", "api_key", "k-secret", "api_key_query", "key"));
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source =
          keyed.open(
              allocator,
              "{'path': 'orders', 'records': 'value', 'pagination': {'type': 'link', 'link_path': '/@odata.nextLink'}}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);

      assertIds(RestFixture.read(source, plan, null), ALL);
      for (JsonNode after : checkpoints(source, plan)) {
        assertThat(after.toString()).doesNotContain("secret", "127.0.0.1");
      }
    }
  }

  @Test
  void refusesALinkToAnotherHost() {
    for (String link :
        List.of("http://127.0.0.2/x", "https://127.0.0.1:" + server.port() + "/x", "//h/x", ":")) {
      server.on(
          "/base/orders",
          (seen, exchange) -> {
            exchange.getResponseHeaders().add("Link", "<" + link + ">; rel=next");
            TestServer.send(exchange, 200, records(0, 3));
          });

      PermanentException error = fails("{'path': 'orders', 'pagination': {'type': 'link'}}");

      assertThat(error.problem().code()).as(link).isEqualTo("link-refused");
      assertThat(error.problem().text()).doesNotContain("127.0.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "5", "8"})
  void endsWhereLinksOrCursorsGoRoundInACircle(int length) {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long at = number(seen, "cursor", 0);
          long next = at == 4 + length ? 5 : at + 1;
          TestServer.send(
              exchange, 200, "{\"next\": %d, \"items\": [{\"id\": %d}]}".formatted(next, at));
        });

    PermanentException error =
        fails(
            "{'path': 'orders', 'records': 'items', 'pagination': {'type': 'cursor', 'cursor_path': 'next'}}");

    assertThat(error.problem().code()).isEqualTo("page-repeated");
    assertThat(server.seen().size()).isLessThan(100);
  }

  @Test
  void endsWhereTheServerGivesTheSameRecordsForEachNumber() {
    server.on("/base/orders", records(0, 3));

    PermanentException error = fails("{'path': 'orders', 'pagination': {'type': 'page'}}");

    assertThat(error.problem().code()).isEqualTo("page-repeated");
  }

  @Test
  void endsWhereThereAreTooManyPages() {
    server.on(
        "/base/orders",
        (seen, exchange) -> TestServer.send(exchange, 200, page(number(seen, "page", 1), 1)));

    PermanentException error =
        fails("{'path': 'orders', 'pagination': {'type': 'page', 'max_pages': 4}}");

    assertThat(error.problem().code()).isEqualTo("too-many-pages");
  }

  @Test
  void sendsABodyWithThePagesParameters() {
    server.on(
        "/base/search",
        (seen, exchange) -> {
          long from = json(seen.body()).path("start").asLong(0);
          String next = from + 10 < ALL ? "" + (from + 10) : "null";
          TestServer.send(
              exchange,
              seen.method().equals("POST") ? 200 : 405,
              "{\"next\": %s, \"items\": %s}".formatted(next, page(from, 10)));
        });

    assertIds(
        rest.read(
            "{'path': 'search', 'method': 'POST', 'body': {'status': 'open', 'deep': true},"
                + " 'parameters_in': 'body', 'records': 'items', 'headers': {'X-Mode': 'all'},"
                + " 'pagination': {'type': 'cursor', 'cursor_path': 'next', 'cursor_param': 'start'}}"),
        ALL);
    assertThat(json(server.seen().getLast().body()))
        .isEqualTo(json("{'status': 'open', 'deep': true, 'start': 20}"));
    assertThat(server.seen().getLast().header("x-mode")).contains("all");
  }

  @Test
  void readsWhatIsNewSinceTheGreatestValue() {
    server.on(
        "/base/orders",
        (seen, exchange) -> {
          long since = number(seen, "since", -1);
          TestServer.send(
              exchange,
              200,
              since < 0 ? records(0, 10) : records(since + 1, Math.max(since + 1, 13)));
        });
    String options = "{'path': 'orders', 'cursor': {'field': 'id', 'param': 'since'}}";

    Content first = rest.read(options);
    Content second = rest.read(options, first.state());
    Content third = rest.read(options, second.state());

    assertThat(first.ids()).hasSize(10);
    assertThat(first.state()).isEqualTo(json("{'value': 9}"));
    assertThat(second.ids()).containsExactly(10L, 11L, 12L);
    assertThat(third.ids()).isEmpty();
    assertThat(third.state()).as("the old state is kept").isEqualTo(second.state());
  }

  @Test
  void sendsTheFirstValueAndAnUpperBound() {
    server.on("/base/orders", "[]");

    Content content =
        rest.read(
            "{'path': 'orders', 'cursor': {'field': 'meta.at', 'param': 'since', 'start':"
                + " '2020-01-01', 'until_param': 'until', 'until': 'now'}}");

    assertThat(server.seen().getLast().query())
        .isEqualTo("since=2020-01-01&until=2026-03-01T10%3A00%3A00Z");
    assertThat(content.state()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9 | 10 | 10",
        "10 | 9.5 | 10",
        "9.5 | 9 | {'decimal': '9.5'}",
        "1e3 | 999 | {'decimal': '1E+3'}",
        "'2026-01-02T00:00:00Z' | '2026-01-02T00:00:00.5Z' | '2026-01-02T00:00:00.5Z'",
        "'2026-01-02T00:00:00+02:00' | '2026-01-01T23:00:00Z' | '2026-01-01T23:00:00Z'",
        "'2026-01-02' | '2026-01-10' | '2026-01-10'",
        "'b' | 'a' | 'b'",
        "null | 3 | 3"
      },
      quoteCharacter = '~')
  void theGreatestValueIsThatOfItsKind(String a, String b, String greatest) {
    server.on(
        "/base/orders",
        "[{\"id\": 1, \"m\": {\"v\": %s}}, {\"id\": 2, \"m\": {\"v\": %s}}, {\"id\": 3}]"
            .formatted(a, b)
            .replace('\'', '"'));

    JsonNode state =
        rest.read("{'path': 'orders', 'cursor': {'field': 'm.v', 'param': 'since'}}").state();

    JsonNode value = Objects.requireNonNull(state).get("value");
    assertThat(value).isEqualTo(json(greatest));
  }

  @Test
  void losesNoDigitOfAFraction() {
    String options = "{'path': 'orders', 'cursor': {'field': 'id', 'param': 'since'}}";
    server.on("/base/orders", "[{\"id\": 12345678901234567890.1234567890}]");

    Content first = rest.read(options);
    rest.read(options, json(Objects.requireNonNull(first.state()).toString()));

    assertThat(server.seen().getLast().query()).isEqualTo("since=12345678901234567890.1234567890");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"id\": 1}, {\"id\": \"x\"}]", "[{\"id\": true}]", "[{\"id\": [1]}]"})
  void valuesOfSeveralKindsAreAnError(String records) {
    server.on("/base/orders", records);

    PermanentException error =
        fails("{'path': 'orders', 'cursor': {'field': 'id', 'param': 'since'}}");

    assertThat(error.problem().code()).isEqualTo("bad-cursor-field");
    assertThat(error.problem().where()).startsWith("orders:");
  }

  @Test
  void knowsTheGreatestValueAlsoBehindEachCheckpoint() {
    server.on(
        "/base/orders",
        (seen, exchange) ->
            TestServer.send(exchange, 200, page(10 * (number(seen, "page", 1) - 1), 10)));
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source =
          rest.open(
              allocator,
              "{'path': 'orders', 'pagination': {'type': 'page'}, 'cursor': {'field': 'id', 'param': 'since'}}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      for (JsonNode after : checkpoints(source, plan)) {
        assertThat(RestFixture.read(source, plan, after).state()).isEqualTo(json("{'value': 24}"));
      }
    }
  }

  @Test
  void cutsALongPageAndNoticesThatItChanged() {
    int many = 2 * SourceBatch.TARGET_ROWS + 5;
    server.on("/base/orders", records(0, many));
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = rest.open(allocator, "{'path': 'orders'}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      List<JsonNode> checkpoints = checkpoints(source, plan);

      assertThat(checkpoints).hasSize(3);
      assertThat(RestFixture.read(source, plan, checkpoints.getFirst()).ids())
          .hasSize(many - SourceBatch.TARGET_ROWS);
      server.on("/base/orders", records(1, many));
      PermanentException error =
          catchThrowableOfType(
              PermanentException.class,
              () -> RestFixture.read(source, plan, checkpoints.getFirst()));
      assertThat(error.problem().code()).isEqualTo("page-changed");
    }
  }

  @Test
  void rejectsWhatIsNoRecordOrTooLong() {
    String huge = "{\"id\": 7, \"text\": \"" + "x".repeat(SourceBatch.MAX_RECORD_BYTES) + "\"}";
    server.on("/base/orders", "[{\"id\": 1}, 5, \"x\", [], null, " + huge + ", {\"id\": 2}]");

    Content content = rest.read("{'path': 'orders'}");

    assertThat(content.ids()).containsExactly(1L, 2L);
    assertThat(content.places()).containsExactly(1L, 7L);
    assertThat(content.rejects())
        .extracting(reject -> reject.place() + " " + reject.rule())
        .containsExactly(
            "orders:2 not an object",
            "orders:3 not an object",
            "orders:4 not an object",
            "orders:5 not an object",
            "orders:6 record size");
  }

  @Test
  void readsBehindAByteOrderMarkAndRefusesOtherEncodings() {
    server.on("/base/orders", "\ufeff" + records(0, 3));
    assertIds(rest.read("{'path': 'orders'}"), 3);
    for (Charset charset : List.of(UTF_16, UTF_16BE, UTF_16LE, ISO_8859_1)) {
      server.on(
          "/base/orders",
          (seen, exchange) ->
              TestServer.send(exchange, 200, "[{\"id\": \"\u00e4\"}]".getBytes(charset)));

      assertThat(fails("{'path': 'orders'}").problem().code()).isEqualTo("malformed-response");
    }
  }

  @Test
  void learnsColumnsFromSeveralPagesAndFromWhatIsDeclared() {
    server.on(
        "/base/orders",
        (seen, exchange) ->
            TestServer.send(
                exchange,
                200,
                number(seen, "page", 1) == 1
                    ? "[{\"id\": 1, \"at\": \"2026-01-01\"}]"
                    : number(seen, "page", 1) == 2 ? "[{\"id\": 2, \"price\": 1.5}]" : "[]"));
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = rest.open(allocator, "{'path': 'orders', 'pagination': {'type': 'page'}}");

      assertThat(
              source.plan(PlanRequest.full("r"), Cancellation.NEVER).stream().schema().getFields())
          .extracting(Field::getName)
          .containsExactly("id", "at", "price", "_place");
      int before = server.seen().size();
      source.plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);
      assertThat(server.seen()).as("a sample asks for one page").hasSize(before + 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"items\": [{\"id\": 1},]} | malformed-response",
        "<html>Sign in</html> | malformed-response",
        "[] [] | malformed-response",
        "[1, 2 | malformed-response",
        "{\"data\": {\"rows\": [], \"count\": 0}} | records-missing",
        "{\"items\": {}} | records-missing",
        "[] | records-missing",
        "7 | records-missing"
      })
  void tellsWhereAResponseIsNotWhatWasExpected(String body, String code) {
    server.on("/base/orders", body);

    PermanentException error = fails("{'path': 'orders', 'records': 'items'}");

    assertThat(error.problem().code()).isEqualTo(code);
    assertThat(error.problem().where()).isEqualTo("connection shop: orders");
    assertThat(error.problem().text()).doesNotContain("Sign in");
  }

  @Test
  void namesTheFieldsThatAreThereInstead() {
    server.on("/base/orders", "{\"data\": {\"rows\": [], \"count\": 0}}");

    assertThat(fails("{'path': 'orders', 'records': 'data.items'}").problem().message())
        .contains("data.items", "rows, count");
  }

  @Test
  void readsNothingFromNoContentAndFromNull() {
    server.on("/base/none", (seen, exchange) -> TestServer.send(exchange, 204, ""));
    server.on("/base/null", "{\"items\": null}");

    assertThat(rest.read("{'path': 'none'}").batches()).isZero();
    assertThat(rest.read("{'path': 'null', 'records': 'items'}").batches()).isZero();
  }

  @Test
  void aServerThatStaysAwayIsTransient() {
    server.on("/base/orders", (seen, exchange) -> TestServer.send(exchange, 503, ""));

    assertThat(
            catchThrowableOfType(TransientException.class, () -> rest.read("{'path': 'orders'}")))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'path': 'a', 'method': 'DELETE'}",
        "{'path': 'a', 'body': {'a': 1}}",
        "{'path': 'a', 'parameters_in': 'body'}",
        "{'path': 'a', 'headers': {'Authorization': 'x'}}",
        "{'path': 'a', 'headers': {'host': 'x'}}",
        "{'path': 'a', 'headers': {'X-A': 'x\\ny'}}",
        "{'path': 'a', 'headers': {'x-key': 'x'}}",
        "{'path': 'a', 'query': {'a': [1]}}",
        "{'path': 'a', 'records': 'a..b'}",
        "{'path': 'a', 'pagination': {'type': 'cursor'}}",
        "{'path': 'a', 'pagination': {'type': 'other'}}",
        "{'path': 'a', 'pagination': {'type': 'page', 'size_param': 'n'}}",
        "{'path': 'a', 'pagination': {'type': 'page', 'max_pages': 0}}",
        "{'path': 'a', 'cursor': {'field': 'id'}}",
        "{'path': 'a', 'cursor': {'param': 'id'}}",
        "{'path': 'a?b=c'}",
        "{'path': '../a'}",
        "{'path': 'https://example.com/a'}"
      })
  void refusesOptionsThatAreWrong(String options) {
    RestFixture keyed =
        new RestFixture(
            server, Map.of("auth", "api_key", "api_key", "k", "api_key_header", "X-Key"));

    assertThat(catchThrowableOfType(PermanentException.class, () -> keyed.read(options)))
        .as(options)
        .isNotNull();
    assertThat(server.seen()).isEmpty();
  }

  private static List<JsonNode> checkpoints(Source source, SourcePlan plan) {
    List<JsonNode> checkpoints = new ArrayList<>();
    try (SplitReader reader =
        source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        checkpoints.add(batch.after());
      }
    }
    return checkpoints;
  }

  private static String page(long from, int size) {
    return records(Math.min(from, ALL), Math.min(from + size, ALL));
  }

  private static void assertIds(Content content, int count) {
    assertThat(content.ids()).isEqualTo(LongStream.range(0, count).boxed().toList());
    assertThat(content.rejects()).isEmpty();
  }

  private PermanentException fails(String options) {
    PermanentException error =
        catchThrowableOfType(PermanentException.class, () -> rest.read(options));
    assertThat(error).as("an error").isNotNull();
    return error;
  }
}
