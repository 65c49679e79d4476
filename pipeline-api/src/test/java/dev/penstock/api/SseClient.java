package dev.penstock.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.messaging.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events that comes back with the id of the last event it has seen. */
final class SseClient {
  private final HttpClient http;
  private final URI address;
  private @Nullable String last;

  SseClient(HttpClient http, URI address, @Nullable String last) {
    this.http = http;
    this.address = address;
    this.last = last;
  }

  /** An event as it came. */
  record Event(@Nullable String id, String name, JsonNode json) {
    JsonNode data() {
      return json.path("data");
    }
  }

  /** One connection's worth. */
  record Read(int status, List<Event> events, boolean closedByServer) {}

  /** Connects and reads until the stream ends or enough was seen. */
  Read read(Predicate<List<Event>> enough) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<Stream<String>> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    List<Event> events = new ArrayList<>();
    try (Stream<String> lines = answer.body()) {
      String id = null;
      String name = "";
      for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
        String line = all.next();
        if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          byte[] json = line.substring(5).getBytes(StandardCharsets.UTF_8);
          events.add(new Event(id, name, Json.read(json, JsonNode.class)));
          last = id == null ? last : id;
          id = null;
          if (enough.test(events)) {
            return new Read(answer.statusCode(), events, false);
          }
        }
      }
    }
    return new Read(answer.statusCode(), events, true);
  }
}
