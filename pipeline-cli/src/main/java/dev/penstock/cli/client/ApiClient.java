package dev.penstock.cli.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The REST API of a server. A refusal becomes a {@link RefusedException} with the problems that the
 * API names, a lost connection an {@link UnreachableException}. Thread-safe.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .registerModule(new SimpleModule().addDeserializer(Instant.class, new Instants()));

  private final String base;
  private final Map<String, String> headers;

  /**
   * HTTP/1.1: asked for HTTP/2 over a connection without TLS, Java's client can miss the answer
   * that comes with the change of protocol, and then it waits for ever.
   */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  public ApiClient(URI base) {
    this(base, Map.of());
  }

  /**
   * @param headers sent with every request: who asks
   */
  public ApiClient(URI base, Map<String, String> headers) {
    this.base = base.toString().replaceFirst("/+$", "");
    this.headers = Map.copyOf(headers);
  }

  /** Makes the definition the newest version of the pipeline. */
  public void putPipeline(String name, byte[] yaml) {
    put(Query.of("pipelines", name), yaml, Map.of());
  }

  /** Puts a definition. */
  public Answer put(Query at, byte[] yaml, Map<String, String> conditions) {
    HttpRequest.Builder request =
        request(at.toString())
            .header("Content-Type", "application/yaml")
            .PUT(BodyPublishers.ofByteArray(yaml));
    conditions.forEach(request::header);
    return send(request);
  }

  public Answer get(Query at) {
    return send(request(at.toString()).GET());
  }

  /** The same; empty where it is not there. */
  public Optional<Answer> find(Query at) {
    try {
      return Optional.of(get(at));
    } catch (RefusedException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public Answer post(Query at, ObjectNode body) {
    return post(at, body, Map.of());
  }

  public Answer post(Query at, ObjectNode body, Map<String, String> more) {
    HttpRequest.Builder request =
        request(at.toString())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    more.forEach(request::header);
    return send(request);
  }

  /** Posts a definition. */
  public Answer postYaml(Query at, byte[] yaml) {
    return send(
        request(at.toString())
            .header("Content-Type", "application/yaml")
            .POST(BodyPublishers.ofByteArray(yaml)));
  }

  /** Posts nothing but the request itself. */
  public Answer post(Query at) {
    return send(request(at.toString()).POST(BodyPublishers.noBody()));
  }

  public void delete(Query at) {
    send(request(at.toString()).DELETE());
  }

  public RunView run(String id) {
    return run(get(Query.of("runs", id)));
  }

  /** A run that was answered. */
  public RunView run(Answer answer) {
    try {
      return JSON.readValue(answer.text(), RunView.class);
    } catch (JacksonException e) {
      throw notJson();
    }
  }

  /** A body that is read while it comes, for downloads and events; the caller closes it. */
  public InputStream open(Query at, Map<String, String> more) {
    HttpRequest.Builder request = HttpRequest.newBuilder(resolve(at.toString())).GET();
    headers.forEach(request::header);
    more.forEach(request::header);
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        throw refusal(
            response, new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw unreachable();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  public URI runAddress(String id) {
    return resolve("/api/v1/runs/" + id);
  }

  public URI resolve(String path) {
    return URI.create(base + path);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(resolve(path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json, application/problem+json");
    headers.forEach(request::header);
    return request;
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= HttpURLConnection.HTTP_BAD_REQUEST) {
        throw refusal(response, response.body());
      }
      return new Answer(
          response.statusCode(), response.body(), response.headers().firstValue("ETag"));
    } catch (IOException e) {
      throw unreachable();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private UnreachableException unreachable() {
    return new UnreachableException(
        "The API at "
            + base
            + " does not answer. Is the address right (--url, PENSTOCK_URL)? Of a stack on this"
            + " machine: ./penstock status");
  }

  private static CliException interrupted() {
    Thread.currentThread().interrupt();
    return new CliException(Exit.INTERRUPTED, "Interrupted.");
  }

  private CliException notJson() {
    return new CliException("The API at " + base + " answered with something that is no JSON.");
  }

  private static CliException refusal(HttpResponse<?> response, String body) {
    int status = response.statusCode();
    StringBuilder text = new StringBuilder();
    String code = "";
    try {
      JsonNode problem = JSON.readTree(body);
      text.append(problem.path("title").asText("The API refused"))
          .append(" (")
          .append(status)
          .append(")");
      if (problem.path("problems").isEmpty() && problem.hasNonNull("detail")) {
        text.append(": ").append(problem.path("detail").asText());
      }
      for (JsonNode one : problem.path("problems")) {
        RunView.ProblemView view = JSON.treeToValue(one, RunView.ProblemView.class);
        code = code.isEmpty() && view.code() != null ? view.code() : code;
        text.append("\n  ").append(view.text());
      }
    } catch (JacksonException | RuntimeException e) {
      text.setLength(0);
      text.append(response.request().method())
          .append(' ')
          .append(response.uri())
          .append(" was refused with status ")
          .append(status)
          .append(". Is this the address of Penstock's API?");
    }
    if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
      text.append(
          "\n"
              + "  Put an API key or a token into PENSTOCK_TOKEN, or its file into"
              + " PENSTOCK_TOKEN_FILE.");
    }
    return status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT
        ? new UnreachableException(text.toString())
        : new RefusedException(status, code, text.toString());
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
