package dev.penstock.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Takes spans as a collector does, by OTLP over HTTP, and whatever else is posted as text.
 * Thread-safe.
 */
final class SpanReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Seen> spans = new CopyOnWriteArrayList<>();
  private final List<Posted> posts = new CopyOnWriteArrayList<>();

  SpanReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::takeSpans);
    server.createContext("/post", this::takePost);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans of a trace that came so far. */
  List<Seen> of(String trace) {
    // An export that was too slow for its sender comes again.
    return spans.stream().filter(span -> span.trace().equals(trace)).distinct().toList();
  }

  List<Posted> posts() {
    return List.copyOf(posts);
  }

  private void takeSpans(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes());
      for (ResourceSpans resource : request.getResourceSpansList()) {
        String service =
            text(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> spans.add(Seen.of(service, span)));
        }
      }
      byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private void takePost(HttpExchange exchange) throws IOException {
    try (exchange) {
      posts.add(
          new Posted(
              exchange.getRequestURI().getPath(),
              String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              new String(exchange.getRequestBody().readAllBytes())));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Map<String, String> text(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue()), (a, b) -> b));
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** What was posted, and two of its headers. */
  record Posted(String path, String traceparent, String authorization, String body) {}

  /** A span. */
  record Seen(
      String service,
      String name,
      String trace,
      String id,
      String parent,
      Map<String, String> attributes,
      List<String> links) {
    private static Seen of(String service, Span span) {
      HexFormat hex = HexFormat.of();
      return new Seen(
          service,
          span.getName(),
          hex.formatHex(span.getTraceId().toByteArray()),
          hex.formatHex(span.getSpanId().toByteArray()),
          hex.formatHex(span.getParentSpanId().toByteArray()),
          text(span.getAttributesList()),
          span.getLinksList().stream()
              .map(link -> hex.formatHex(link.getSpanId().toByteArray()))
              .toList());
    }

    String attribute(String name) {
      return attributes.getOrDefault(name, "");
    }
  }
}
