package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.Source;
import dev.penstock.connector.files.FileStores;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.HttpFiles;
import dev.penstock.connector.http.TestServer;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;

/** The csv source over files that are downloaded. */
class CsvOverHttpContractTest extends AbstractSourceContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long seed = new SplittableRandom().nextLong();
  private final TestServer server = new TestServer();
  private final HttpClients clients = new HttpClients(TestServer.HASTY);

  @AfterAll
  void stop() {
    server.close();
  }

  @Override
  protected List<Input> inputs() {
    byte[] big =
        RandomCsv.generate(new SplittableRandom(seed), 4, 60_000, "\n", false)
            .text()
            .getBytes(UTF_8);
    server
        .on(
            "/base/tagged.csv",
            (seen, exchange) -> {
              exchange.getResponseHeaders().set("ETag", "\"v1\"");
              TestServer.send(exchange, 200, big);
            })
        .on("/base/in/plain%20file.csv", (seen, exchange) -> TestServer.send(exchange, 200, big))
        .on(
            "/base/packed.csv.gz",
            (seen, exchange) -> {
              // A server that calls the file's own form a transfer encoding.
              exchange.getResponseHeaders().set("Content-Encoding", "gzip");
              exchange.getResponseHeaders().set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
              TestServer.send(exchange, 200, CsvFolder.gzip(big));
            })
        .on("/base/empty.csv", "");
    return List.of(
        input("with an entity tag, seed " + seed, "{'path': 'tagged.csv', 'split_size': 65536}"),
        input("with nothing but its bytes, seed " + seed, "{'path': 'in/plain file.csv'}"),
        input("gzip, seed " + seed, "{'path': 'packed.csv.gz'}"),
        input("empty", "{'path': 'empty.csv'}"));
  }

  @Override
  protected List<Input> broken() {
    AtomicInteger version = new AtomicInteger();
    server
        .on(
            "/base/changing.csv",
            (seen, exchange) ->
                TestServer.send(exchange, 200, "a\n" + "1\n".repeat(version.incrementAndGet())))
        .on(
            "/base/cut.csv",
            (seen, exchange) -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write("a\n1\n".getBytes(UTF_8));
              exchange.getResponseBody().flush();
            })
        .on("/base/long.csv", "a\n" + "1\n".repeat(200_000));
    return List.of(
        input("missing", "{'path': 'missing.csv'}"),
        input("changing", "{'path': 'changing.csv'}"),
        input("cut off", "{'path': 'cut.csv'}"),
        input("too long", "{'path': 'long.csv'}"),
        input("wildcards", "{'path': '*.csv'}"),
        input("folder", "{'path': 'in/'}"),
        input("absolute URL", "{'path': 'http://127.0.0.1/x.csv'}"),
        input("outside", "{'path': '../x.csv'}"));
  }

  @Override
  protected List<String> secrets() {
    return List.of("p4ssword-Xyz", "127.0.0.1:", "penstock-", "/tmp");
  }

  private Input input(String name, String options) {
    return new Input(name, allocator -> open(allocator, options));
  }

  private Source open(BufferAllocator allocator, String options) {
    Map<String, String> settings =
        Map.of(
            "auth", "basic",
            "username", "me",
            "password", "p4ssword-Xyz",
            "max_file_bytes", options.contains("long") ? "1000" : "100000000");
    FileStores stores =
        new FileStores(Map.of("http", connection -> new HttpFiles(clients.of(connection))));
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(options.replace('\'', '"'));
      return CsvConnector.csv(stores, allocator)
          .open(new SourceDefinition("shop", "csv", node), server.connection(settings));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
