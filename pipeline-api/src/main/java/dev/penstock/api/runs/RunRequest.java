package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What a client sends to start a run: an object, so far without fields. */
public record RunRequest(ObjectNode body) {
  /** The longest idempotency key, in characters. */
  public static final int MAX_KEY = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Refuses fields that mean nothing. */
  void check() {
    List<Problem> problems =
        body.properties().stream()
            .map(Map.Entry::getKey)
            .map(
                field ->
                    new Problem(
                        "unknown-field",
                        field,
                        "A run has no field " + field + ".",
                        "Send an empty object, {}, or no body."))
            .toList();
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
  }

  /** The same for bodies that mean the same: white space and the order of fields do not count. */
  String digest() {
    try {
      byte[] canonical = MAPPER.writeValueAsString(sorted(body)).getBytes(UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return fields;
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false).map(RunRequest::sorted).toList();
    }
    return node;
  }
}
