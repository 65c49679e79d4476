package dev.penstock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers what a test tells it to, in order, the last answer again and again. It holds requests
 * against {@link Contract}; one that is not documented makes {@link #close} fail.
 */
final class FakeServer implements AutoCloseable {
  /** A request that came. */
  record Request(String line, String body, Map<String, List<String>> headers) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  private record Reply(int status, Supplier<byte[]> body, Map<String, String> headers) {}

  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new LinkedHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> mistakes = Collections.synchronizedList(new ArrayList<>());

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Answers a request so.
   *
   * @param request method and path behind {@code /api/v1}, without its query
   */
  FakeServer on(String request, int status, String body) {
    return on(request, status, body, Map.of());
  }

  FakeServer on(String request, int status, String body, Map<String, String> headers) {
    return on(request, status, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  synchronized FakeServer on(String request, int status, byte[] body, Map<String, String> headers) {
    replies
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Reply(status, () -> body, headers));
    return this;
  }

  /** Answers a request with what there is to be said at that time. */
  synchronized FakeServer on(String request, Supplier<String> body) {
    replies
        .computeIfAbsent(request, key -> new ArrayDeque<>())
        .add(new Reply(200, () -> body.get().getBytes(StandardCharsets.UTF_8), Map.of()));
    return this;
  }

  /** The requests of a kind, in their order. */
  List<Request> requests(String begin) {
    return requests.stream().filter(request -> request.line().startsWith(begin)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    if (!mistakes.isEmpty()) {
      throw new AssertionError("not documented: " + mistakes);
    }
  }

  private synchronized Reply reply(String request) {
    Deque<Reply> known = replies.get(request);
    if (known == null) {
      String problem = "{\"title\":\"Not found\",\"status\":404,\"problems\":[]}";
      return new Reply(404, () -> problem.getBytes(StandardCharsets.UTF_8), Map.of());
    }
    return known.size() > 1 ? known.remove() : known.element();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getRawQuery();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String method = exchange.getRequestMethod();
    mistakes.addAll(Contract.mistakes(method, path, query == null ? "" : query, body));
    String plain = method + " " + path.replaceFirst("^/api/v1", "");
    requests.add(
        new Request(
            plain + (query == null ? "" : "?" + query),
            body,
            Map.copyOf(exchange.getRequestHeaders())));
    Reply reply = reply(plain);
    byte[] bytes = reply.body().get();
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream to = exchange.getResponseBody()) {
      to.write(bytes);
    }
  }
}
