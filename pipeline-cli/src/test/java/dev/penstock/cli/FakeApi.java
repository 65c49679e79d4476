package dev.penstock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers as the REST API does, for one run that goes on by a fifth with each question. Its main
 * method also stands in for a service: it listens where the local stack tells it to.
 */
final class FakeApi implements AutoCloseable {
  private static final int RECORDS = 10_000;
  private static final int STEPS = 5;

  private final HttpServer server;
  private final int steps;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String received = "";
  private volatile String submitted = "";
  private volatile boolean refusing;

  FakeApi(int port, int steps) throws IOException {
    this.steps = steps;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/q/health/ready", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/api/v1/pipelines/", this::pipelines);
    server.createContext("/api/v1/runs/", this::runs);
    server.start();
  }

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("QUARKUS_HTTP_PORT", "0"));
    var unused = new FakeApi(port, STEPS);
  }

  static FakeApi start() throws IOException {
    return new FakeApi(0, STEPS);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The definition that was put last, with its content type before it. */
  String received() {
    return received;
  }

  /** The body of the run that was submitted last. */
  String submitted() {
    return submitted;
  }

  void refuse() {
    refusing = true;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void runs(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/events")) {
      answer(exchange, 404, "{\"title\":\"Not found\",\"status\":404,\"problems\":[]}");
    } else {
      answer(exchange, 200, run(asked.incrementAndGet()));
    }
  }

  private void pipelines(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (refusing) {
      answer(
          exchange,
          422,
          """
          {"type":"about:blank","title":"The pipeline is not valid","status":422,
           "detail":"1 mistake","problems":[{"code":"unknown-step","where":"streams.a.steps[0]",
           "message":"there is no step rnam","advice":"did you mean rename?"}]}
          """);
    } else if ("PUT".equals(exchange.getRequestMethod())) {
      received =
          exchange.getRequestHeaders().getFirst("Content-Type")
              + " "
              + new String(body, StandardCharsets.UTF_8);
      answer(exchange, 200, "{\"name\":\"birdstrikes\",\"version\":1}");
    } else {
      asked.set(0);
      submitted = new String(body, StandardCharsets.UTF_8);
      answer(exchange, 202, run(0));
    }
  }

  private String run(int question) {
    int step = Math.min(question, steps);
    int read = RECORDS * step / steps;
    boolean done = step == steps;
    return """
        {"id":"01TEST","pipeline":"birdstrikes","version":3,"state":"%s","epoch":1,
         "createdAt":"2026-01-01T00:00:00Z","startedAt":"2026-01-01T00:00:01Z","finishedAt":null,
         "durationMillis":4321,"later":"unknown to this client",
         "stages":[
          {"stage":"extract","state":"%s","records":%d,"rejected":0,"filtered":0,
           "startedAt":"2026-01-01T00:00:01Z","finishedAt":%s},
          {"stage":"transform","state":"%s","records":%d,"rejected":3,"filtered":10,
           "startedAt":"2026-01-01T00:00:01Z"},
          {"stage":"load","state":"%s","records":%d,"rejected":0,"filtered":0},
          {"stage":"audit","state":"%s"},{"stage":"publish","state":"%s"}],
         "streams":[{"name":"strikes","planned":true,"splits":4,"splitsDone":%d,
                     "bytes":1000000,"bytesRead":%d}],
         "books":{"balanced":%s,"entries":[
          {"stream":"strikes","output":"strikes","read":10000,"extractRejected":0,
           "transformed":10000,"expanded":0,"filtered":10,"merged":0,"transformRejected":3,
           "passed":9987,"loadRejected":0,"loaded":9987,"removed":0,"published":9987,
           "difference":0}]},
         "rejects":{"total":3,"kept":3,"byRule":[
          {"stage":"transform","step":"validate","rule":"cost is not negative","count":3,
           "examplePlace":"birdstrikes.csv line 17","exampleMessage":"cost_total = -5"}]},
         "checks":[{"check":"not_null","on":"strikes","passed":true,"message":null,"failing":0,
                    "sample":[]}],
         "tables":[{"layer":"gold","name":"by_month","table":"gold.strikes_by_month","rows":120},
                   {"layer":"silver","name":"strikes","table":"silver.strikes","rows":9987},
                   {"layer":"bronze","name":"strikes","table":"bronze.strikes","rows":10000}],
         "problems":[],"retrying":false,"cleaned":true}
        """
        .formatted(
            step == 0 ? "QUEUED" : done ? "SUCCEEDED" : "RUNNING",
            done ? "DONE" : "RUNNING",
            read,
            done ? "\"2026-01-01T00:00:03Z\"" : "null",
            done ? "DONE" : "RUNNING",
            read * 9 / 10,
            done ? "DONE" : "RUNNING",
            read * 8 / 10,
            done ? "DONE" : "PENDING",
            done ? "DONE" : "PENDING",
            step * 4 / steps,
            1_000_000 * (long) step / steps,
            done);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
