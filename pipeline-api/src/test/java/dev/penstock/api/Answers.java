package dev.penstock.api;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.messaging.Json;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds every answer that passes it against the OpenAPI document: status, media type and body, and
 * nothing beyond what the document tells.
 */
final class Answers implements Filter {
  private static final String ROOT = "/api/v1";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String PROBLEM = "application/problem+json";

  private static @Nullable Answers current;

  private final JsonNode document;
  private final JsonNode strict;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private Answers(JsonNode document) {
    this.document = document;
    this.strict = strict(document.path("components").deepCopy());
  }

  /** Against the document of the service that runs; the same in all tests. */
  static synchronized Answers current() {
    Answers known = current;
    if (known == null) {
      known =
          new Answers(
              Json.read(
                  given().queryParam("format", "json").get("/q/openapi").asByteArray(),
                  JsonNode.class));
      current = known;
    }
    return known;
  }

  JsonNode document() {
    return document;
  }

  /** An operation of the document. */
  record Operation(String method, String path) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** All operations, in the order of the document. */
  List<Operation> operations() {
    List<Operation> found = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (METHODS.contains(name)) {
                            String method = name.toUpperCase(Locale.ROOT);
                            found.add(new Operation(method, path.getKey()));
                          }
                        }));
    return found;
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification response,
      FilterContext context) {
    Response answer = context.next(request, response);
    String path = URI.create(request.getURI()).getPath();
    if (path.startsWith(ROOT + "/")) {
      List<String> mistakes = mistakes(request.getMethod(), path, answer);
      if (!mistakes.isEmpty()) {
        throw new AssertionError(
            "%s %s %d is not as /q/openapi says:%n%s%n%s"
                .formatted(
                    request.getMethod(),
                    path,
                    answer.statusCode(),
                    String.join(System.lineSeparator(), mistakes),
                    answer.asString()));
      }
    }
    return answer;
  }

  private List<String> mistakes(String method, String path, Response answer) {
    String template = template(path, method);
    if (template.isEmpty()) {
      return answer.statusCode() == 404 || answer.statusCode() == 405
          ? List.of()
          : List.of("there is no such operation");
    }
    String status = String.valueOf(answer.statusCode());
    JsonNode answers =
        document
            .path("paths")
            .path(template)
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses");
    if (answer.statusCode() < 400 && !answers.has(status)) {
      return List.of("the status is not declared");
    }
    JsonNode content = answers.path(answers.has(status) ? status : "default").path("content");
    if (answer.asByteArray().length == 0) {
      return content.isEmpty() ? List.of() : List.of("there is no body");
    }
    String type = answer.contentType().replaceAll(";.*", "").strip();
    if (answer.statusCode() >= 400 && !type.equals(PROBLEM)) {
      return List.of("it is no problem document but " + type);
    }
    if (!content.has(type)) {
      return List.of("the media type is not declared: " + type);
    }
    return type.equals("application/json") || type.equals(PROBLEM)
        ? validate(content.path(type).path("schema"), answer.asString())
        : List.of();
  }

  /** What does not fit a schema of the document. */
  List<String> validate(JsonNode schema, String body) {
    if (schema.isEmpty()) {
      return List.of("the form is not declared");
    }
    return schemas
        .computeIfAbsent(schema.toString(), text -> schema(schema))
        .validate(body, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private Schema schema(JsonNode schema) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.set("components", strict);
    whole.set("allOf", JsonNodeFactory.instance.arrayNode().add(strict(schema.deepCopy())));
    return registry.getSchema(whole);
  }

  /** The operation's path; empty where there is none. */
  private String template(String path, String method) {
    List<String> found = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            one -> {
              String pattern =
                  "\\Q" + one.getKey().replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q") + "\\E";
              if (Pattern.matches(pattern, path)
                  && one.getValue().has(method.toLowerCase(Locale.ROOT))) {
                found.add(one.getKey());
              }
            });
    return found.stream()
        .min(Comparator.comparingLong(one -> one.chars().filter(c -> c == '{').count()))
        .orElse("");
  }

  /** Objects have the fields that are told and no others. */
  private static JsonNode strict(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(Answers::strict);
    return schema;
  }
}
