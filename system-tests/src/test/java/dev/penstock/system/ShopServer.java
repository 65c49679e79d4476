package dev.penstock.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web shop with a REST API that {@code examples/rest.yaml} reads: pages with a cursor, orders
 * since a time. Every fourth request fails in another way. Thread-safe.
 */
public final class ShopServer {
  public static final String TOKEN = "planted-shop-token-4711";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final HttpServer server;
  private final List<ObjectNode> orders = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  public ShopServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/v1/orders", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1";
  }

  /** Adds orders, each a minute later than the one before. */
  public synchronized void add(int count) {
    for (int i = 0; i < count; i++) {
      int id = orders.size() + 1;
      orders.add(
          JsonNodeFactory.instance
              .objectNode()
              .put("id", id)
              .put("total", id + ".25")
              .put("currency", "eur")
              .put("status", "paid")
              .put("updated_at", START.plusSeconds(60L * id).toString()));
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      switch (requests.incrementAndGet() % 12) {
        case 4 -> {
          exchange.getResponseHeaders().add("Retry-After", "1");
          exchange.sendResponseHeaders(429, -1);
        }
        case 8 -> exchange.sendResponseHeaders(503, -1);
        case 0 -> {
          byte[] body = page(exchange);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body, 0, body.length / 2);
          // The connection breaks in the middle of the answer.
        }
        default -> {
          byte[] body = page(exchange);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        }
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private synchronized byte[] page(HttpExchange exchange) {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    Instant since = Instant.parse(query.getOrDefault("updated_since", "1970-01-01T00:00:00Z"));
    int limit = Integer.parseInt(query.getOrDefault("limit", "100"));
    int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
    List<ObjectNode> wanted =
        orders.stream()
            .filter(order -> Instant.parse(order.get("updated_at").asText()).isAfter(since))
            .toList();
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode items = page.putObject("data").putArray("orders");
    wanted.stream().skip(from).limit(limit).forEach(items::add);
    ObjectNode meta = page.putObject("meta");
    if (from + limit < wanted.size()) {
      meta.put("next", Integer.toString(from + limit));
    }
    return page.toString().getBytes(UTF_8);
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String part : raw.split("&")) {
      int equals = part.indexOf('=');
      query.put(
          URLDecoder.decode(part.substring(0, equals), UTF_8),
          URLDecoder.decode(part.substring(equals + 1), UTF_8));
    }
    return query;
  }
}
