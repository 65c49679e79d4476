package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Runs a pipeline of the benchmark over REST, as any client would. */
final class OrdersRun {
  static final String TABLE = "silver.orders";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration CLEANING = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 500;
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: NAME
      streams:
        orders:
          source: { connection: bench, path: FILE, format: csv, split_size: SPLIT }
          steps:
            - derive: { email: lower(trim(email)) }
            - derive: { domain: "split_part(email, '@', 2)" }
            - cast:
                order_id: bigint
                customer_id: bigint
                amount: decimal(12,2)
                created_at: timestamp
                updated_at: timestamp
            - validate:
                - rule: the e-mail is an address
                  check: regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')
                - rule: the amount is not negative
                  check: amount >= 0
          outputs:
            orders: { connection: warehouse, table: TABLE, OUTPUT }
      """;

  private final URI api;
  private final String name;
  private final String table;
  private final String output;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Replaces {@link #TABLE}. */
  OrdersRun(URI api) {
    this(api, "bench", TABLE, "mode: replace, key: [order_id]");
  }

  /**
   * A pipeline of its own.
   *
   * @param output the output's fields beside connection and table, in YAML
   */
  OrdersRun(URI api, String name, String table, String output) {
    this.api = api;
    this.name = name;
    this.table = table;
    this.output = output;
  }

  /** A run that succeeded: its time from the request to the success, and the API's last word. */
  record Result(Duration time, JsonNode run) {}

  /** Runs the file (a path in the connection {@code bench}) and waits until all is cleaned up. */
  Result run(String file, long splitSize) {
    send(
        request("/api/v1/pipelines/" + name)
            .header("Content-Type", "application/yaml")
            .PUT(BodyPublishers.ofString(yaml(file, splitSize))));
    long start = System.nanoTime();
    String id =
        send(request("/api/v1/pipelines/" + name + "/runs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")))
            .path("id")
            .asText();
    JsonNode run = await(id, "state", "SUCCEEDED", LONGEST);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    if (!run.path("books").path("balanced").asBoolean()) {
      throw new IllegalStateException("the books do not balance: " + run.path("books"));
    }
    return new Result(time, await(id, "cleaned", "true", CLEANING));
  }

  private String yaml(String file, long splitSize) {
    return PIPELINE
        .replace("NAME", name)
        .replace("FILE", file)
        .replace("SPLIT", Long.toString(splitSize))
        .replace("TABLE", table)
        .replace("OUTPUT", output);
  }

  private JsonNode await(String id, String field, String value, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode run = send(request("/api/v1/runs/" + id).GET());
      if (run.path(field).asText().equals(value)) {
        return run;
      }
      String state = run.path("state").asText();
      if (state.equals("FAILED") || state.equals("CANCELLED")) {
        throw new IllegalStateException("the run is " + state + ": " + run.path("problems"));
      }
      pause();
    }
    throw new IllegalStateException("run " + id + ": no " + field + " " + value + " in " + atMost);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "the API answered " + response.statusCode() + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new IllegalStateException("the API cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
