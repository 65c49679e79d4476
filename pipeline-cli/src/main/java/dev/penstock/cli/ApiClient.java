package dev.penstock.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/**
 * The REST API of a stack. A refusal becomes a {@link CliException} with the problems that the API
 * names; a lost connection too. Thread-safe.
 */
final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .registerModule(new SimpleModule().addDeserializer(Instant.class, new Instants()));

  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  ApiClient(URI base) {
    this.base = base;
  }

  /** Makes the definition the newest version of the pipeline. */
  void putPipeline(String name, byte[] yaml) {
    send(
        HttpRequest.newBuilder(resolve("/api/v1/pipelines/" + name))
            .header("Content-Type", "application/yaml")
            .PUT(BodyPublishers.ofByteArray(yaml)),
        JsonNode.class);
  }

  RunView startRun(String pipeline) {
    return startRun(pipeline, JsonNodeFactory.instance.objectNode());
  }

  /**
   * Starts a run.
   *
   * @param request the body that the API documents
   */
  RunView startRun(String pipeline, ObjectNode request) {
    return send(
        HttpRequest.newBuilder(resolve("/api/v1/pipelines/" + pipeline + "/runs"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(request.toString())),
        RunView.class);
  }

  RunView run(String id) {
    return send(HttpRequest.newBuilder(runAddress(id)).GET(), RunView.class);
  }

  URI runAddress(String id) {
    return resolve("/api/v1/runs/" + id);
  }

  URI resolve(String path) {
    return base.resolve(path);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private <T> T send(HttpRequest.Builder request, Class<T> type) {
    try {
      HttpResponse<String> response =
          http.send(
              request
                  .timeout(TIMEOUT)
                  .header("Accept", "application/json, application/problem+json")
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() >= HttpURLConnection.HTTP_BAD_REQUEST) {
        throw new CliException(refusal(response));
      }
      return JSON.readValue(response.body(), type);
    } catch (JacksonException e) {
      throw new CliException("The API at " + base + " answered with something that is no JSON.");
    } catch (IOException e) {
      throw new UnreachableException(
          "The API at " + base + " does not answer. See its log: ./penstock status");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("Interrupted.");
    }
  }

  private static String refusal(HttpResponse<String> response) {
    int status = response.statusCode();
    StringBuilder text = new StringBuilder();
    try {
      JsonNode problem = JSON.readTree(response.body());
      text.append(problem.path("title").asText("The API refused"))
          .append(" (")
          .append(status)
          .append(")");
      if (problem.hasNonNull("detail")) {
        text.append(": ").append(problem.path("detail").asText());
      }
      for (JsonNode one : problem.path("problems")) {
        text.append("\n  ")
            .append(Report.problem(JSON.treeToValue(one, RunView.ProblemView.class)));
      }
    } catch (JacksonException e) {
      text.append(response.request().method())
          .append(' ')
          .append(response.uri())
          .append(" was refused with status ")
          .append(status)
          .append('.');
    }
    return text.toString();
  }

  /** Times are ISO 8601 text, or null. */
  private static final class Instants extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return Instant.parse(parser.getText());
    }
  }
}
