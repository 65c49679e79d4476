package dev.penstock.api;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A stream of events of somebody with a key, read until it is closed. */
final class AuthorizedEvents implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private AuthorizedEvents(String key) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/api/v1/events"))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + key)
            .build();
    HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
    if (answer.statusCode() != 200) {
      http.shutdownNow();
      throw new IOException("status " + answer.statusCode());
    }
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.body().forEach(lines::add);
              } catch (RuntimeException e) {
                // Closed.
              }
            });
  }

  /** Opens it and waits for its first line. */
  static AuthorizedEvents open(String key) throws IOException, InterruptedException {
    AuthorizedEvents events = new AuthorizedEvents(key);
    await().atMost(Duration.ofSeconds(30)).until(() -> !events.lines.isEmpty());
    return events;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
