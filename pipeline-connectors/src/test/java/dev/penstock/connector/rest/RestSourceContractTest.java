package dev.penstock.connector.rest;

import static dev.penstock.connector.rest.RestFixture.number;
import static dev.penstock.connector.rest.RestFixture.records;

import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.http.TestServer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;

class RestSourceContractTest extends AbstractSourceContractTest {
  private static final List<String> SECRETS =
      List.of("t0ken-Abc-123", "Tenant-Value-9", "127.0.0.1", "localhost");

  private final long seed = new SplittableRandom().nextLong();
  private final TestServer server = new TestServer();
  private final RestFixture rest =
      new RestFixture(
          server,
          Map.of("auth", "bearer", "token", SECRETS.get(0), "header.X-Tenant", SECRETS.get(1)));

  @AfterAll
  void stop() {
    server.close();
  }

  @Override
  protected List<Input> inputs() {
    int many = 3 * SourceBatch.TARGET_ROWS + 17;
    String random = random(new SplittableRandom(seed));
    server
        .on("/base/one", random)
        .on("/base/empty", "[]")
        .on("/base/long", "{\"n\": 1, \"data\": {\"rows\": " + records(0, many) + "}}")
        .on(
            "/base/pages",
            (seen, exchange) ->
                TestServer.send(exchange, 200, page(700 * (number(seen, "page", 1) - 1), 700)))
        .on(
            "/base/linked",
            (seen, exchange) -> {
              long from = number(seen, "from", 0);
              if (from < 5_000) {
                exchange.getResponseHeaders().add("Link", "<?from=" + (from + 900) + ">; rel=next");
              }
              TestServer.send(exchange, 200, page(from, 900));
            })
        .on(
            "/base/cursor",
            (seen, exchange) -> {
              long from = number(seen, "cursor", 0);
              String next = from < 40_000 ? "" + (from + 17_000) : "null";
              TestServer.send(
                  exchange,
                  200,
                  "{\"items\": %s, \"next\": %s}".formatted(records(from, from + 17_000), next));
            });
    return List.of(
        input("one random page, seed " + seed, "{'path': 'one'}"),
        input("no records", "{'path': 'empty'}"),
        input("a page of several batches", "{'path': 'long', 'records': 'data.rows'}"),
        input("numbered pages", "{'path': 'pages', 'pagination': {'type': 'page'}}"),
        input("links", "{'path': 'linked', 'pagination': {'type': 'link'}}"),
        input(
            "cursor, long pages, incremental",
            "{'path': 'cursor', 'records': 'items', 'pagination': {'type': 'cursor', 'cursor_path':"
                + " 'next'}, 'cursor': {'field': 'id', 'param': 'since', 'start': '0'}}"));
  }

  @Override
  protected List<Input> broken() {
    server
        .on("/base/bad", "{\"items\": [{\"id\": 1},")
        .on("/base/same", records(0, 2))
        .on(
            "/base/echo",
            (seen, exchange) -> TestServer.send(exchange, 403, seen.headers().toString()))
        .on(
            "/base/busy",
            (seen, exchange) -> TestServer.send(exchange, 503, seen.headers().toString()))
        .on(
            "/base/away",
            (seen, exchange) -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", "http://localhost:1/?t=" + SECRETS.get(0));
              TestServer.send(exchange, 302, "");
            })
        .on(
            "/base/other",
            (seen, exchange) -> {
              exchange.getResponseHeaders().add("Link", "<http://localhost:1/x>; rel=next");
              TestServer.send(exchange, 200, records(0, 1));
            })
        .on(
            "/base/named",
            (seen, exchange) ->
                TestServer.send(exchange, 200, "{\"" + SECRETS.get(0) + "\": \"x\"}"));
    return List.of(
        input("malformed", "{'path': 'bad'}"),
        input("missing", "{'path': 'missing'}"),
        input("denied by a server that repeats the request", "{'path': 'echo'}"),
        input("busy", "{'path': 'busy'}"),
        input("redirected to another host", "{'path': 'away'}"),
        input("linked to another host", "{'path': 'other', 'pagination': {'type': 'link'}}"),
        input("the same page again", "{'path': 'same', 'pagination': {'type': 'page'}}"),
        input("wrong way to the records", "{'path': 'named', 'records': 'data'}"),
        input("a path that leaves the connection", "{'path': '../x'}"));
  }

  @Override
  protected List<String> secrets() {
    return SECRETS;
  }

  private Input input(String name, String options) {
    return new Input(name, allocator -> rest.open(allocator, options));
  }

  private static String page(long from, int size) {
    return records(Math.min(from, 5_432), Math.min(from + size, 5_432));
  }

  private static String random(RandomGenerator random) {
    return IntStream.range(0, 20_000)
        .mapToObj(
            i ->
                switch (random.nextInt(5)) {
                  case 0 -> "{\"id\": %d}".formatted(random.nextLong());
                  case 1 -> "{ \"id\" : %d , \"t\" : \"\u00e4\\n\\\"x\" }\n".formatted(i);
                  case 2 -> "{\"id\": null, \"n\": {\"a\": [1, {}]}}";
                  case 3 -> "{\"id\": \"%s\"}".formatted("x".repeat(random.nextInt(300)));
                  default -> i < 2_000 ? "{}" : "%d".formatted(i);
                })
        .collect(Collectors.joining(",", "\n[ ", " ]"));
  }
}
