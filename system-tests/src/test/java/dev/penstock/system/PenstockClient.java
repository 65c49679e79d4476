package dev.penstock.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Speaks to the API as any HTTP client would. Waiting methods bear an API that is down for a while;
 * all others fail at once with {@link UncheckedIOException}. {@link #store}, {@link #run} and
 * {@link #look} bear an API that says 503. Thread-safe.
 */
public final class PenstockClient {
  public static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long POLL_MILLIS = 50;

  /** The API may come back at another port, so its address is asked for each time. */
  private final Supplier<URI> api;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(30))
          .build();

  public PenstockClient(Supplier<URI> api) {
    this.api = api;
  }

  /** An answer, read whole. */
  public record Answer(
      int status, String contentType, String location, String text, JsonNode json) {
    /** The problem with this code, or a failure that shows what came instead. */
    JsonNode problem(String code) {
      for (JsonNode problem : json.path("problems")) {
        if (problem.path("code").asText().equals(code)) {
          return problem;
        }
      }
      throw new AssertionError("no problem " + code + " in " + status + " " + text);
    }
  }

  public Answer put(String pipeline, String yaml) {
    return send(
        request("/api/v1/pipelines/" + pipeline)
            .header("Content-Type", "application/yaml")
            .PUT(BodyPublishers.ofString(yaml)));
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, String body, String... headers) {
    return postAs("application/json", path, body, headers);
  }

  public Answer postAs(String type, String path, String body, String... headers) {
    HttpRequest.Builder request =
        request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Asks for a run; whatever the answer is. */
  public Answer start(String pipeline, String... headers) {
    return post("/api/v1/pipelines/" + pipeline + "/runs", "{}", headers);
  }

  /** Stores a pipeline and starts a run of it. */
  public String run(String pipeline, String yaml) {
    store(pipeline, yaml);
    return run(pipeline);
  }

  public void store(String pipeline, String yaml) {
    Answer stored = patiently(() -> put(pipeline, yaml));
    if (stored.status() / 100 != 2) {
      throw new AssertionError("pipeline refused: " + stored.status() + " " + stored.text());
    }
  }

  /** Starts a run of a stored pipeline and gives its id. */
  public String run(String pipeline) {
    return run(pipeline, UUID.randomUUID());
  }

  /** The run of that key, started at the first call. */
  public String run(String pipeline, UUID key) {
    Answer started = patiently(() -> start(pipeline, "Idempotency-Key", key.toString()));
    if (started.status() != 202) {
      throw new AssertionError("run refused: " + started.status() + " " + started.text());
    }
    return started.json().path("id").asText();
  }

  public Answer cancel(String run) {
    return post("/api/v1/runs/" + run + "/cancel", "");
  }

  public Run look(String run) {
    Answer answer = patiently(() -> get("/api/v1/runs/" + run));
    if (answer.status() != 200) {
      throw new AssertionError("no run " + run + ": " + answer.status() + " " + answer.text());
    }
    return new Run(answer.json());
  }

  /** The rejects of a run, at most a thousand. They travel on their own way and may come late. */
  public List<JsonNode> rejects(String run) {
    await(
        run,
        PATIENCE,
        "showing all rejects",
        now -> now.json().path("rejects").path("kept").asLong() == now.rejects());
    List<JsonNode> all = new ArrayList<>();
    Answer answer = patiently(() -> get("/api/v1/runs/" + run + "/rejects?limit=1000"));
    answer.json().path("items").forEach(all::add);
    return all;
  }

  /** Waits until the run is over, whichever way. */
  public Run await(String run, Duration atMost) {
    return await(run, atMost, "over", now -> now.state().terminal());
  }

  /** Waits for success; any other end is a failure that shows the run. */
  public Run succeed(String run, Duration atMost) {
    Run end = await(run, atMost);
    if (end.state() != RunState.SUCCEEDED) {
      throw new AssertionError("expected SUCCEEDED but the run is " + end);
    }
    return end;
  }

  public Run succeed(String run) {
    return succeed(run, PATIENCE);
  }

  /** Waits for failure; any other end is a failure of the test that shows the run. */
  public Run fail(String run) {
    Run end = await(run, PATIENCE);
    if (end.state() != RunState.FAILED) {
      throw new AssertionError("expected FAILED but the run is " + end);
    }
    return end;
  }

  /** Waits until the run fulfils something. */
  public Run await(String run, Duration atMost, String what, Predicate<Run> until) {
    long deadline = System.nanoTime() + atMost.toNanos();
    String last = "nothing";
    while (System.nanoTime() < deadline) {
      try {
        Answer answer = get("/api/v1/runs/" + run);
        last = answer.status() + " " + answer.text();
        if (answer.status() == 200 && until.test(new Run(answer.json()))) {
          return new Run(answer.json());
        }
      } catch (UncheckedIOException e) {
        last = String.valueOf(e.getMessage());
      }
      pause();
    }
    throw new AssertionError("run " + run + " not " + what + " within " + atMost + ": " + last);
  }

  /** Asks again what may be asked twice, as long as the answer is that it may work later. */
  private static Answer patiently(Supplier<Answer> question) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Answer answer = question.get();
    while (answer.status() == 503 && System.nanoTime() < deadline) {
      pause();
      answer = question.get();
    }
    return answer;
  }

  /** Opens a stream of server-sent events; the caller closes it. */
  public Stream<String> events(String path) {
    try {
      return http.send(
              request(path).header("Accept", "text/event-stream").GET().build(),
              BodyHandlers.ofLines())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.get().resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.headers().firstValue("Location").orElse(""),
          response.body(),
          json(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }
}
