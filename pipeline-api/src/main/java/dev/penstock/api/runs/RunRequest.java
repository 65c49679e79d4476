package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.connector.push.PushBody;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What a client sends to start a run.
 *
 * @param mode how much of its sources it reads
 * @param records records for the pipeline's pushed stream
 * @param digest the same for requests that mean the same
 */
public record RunRequest(RunMode mode, Optional<Records> records, String digest) {
  /** The longest idempotency key, in characters. */
  public static final int MAX_KEY = 200;

  private static final String MODE = "mode";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Records as they came. */
  public record Records(PushBody.Form form, String text) {}

  /**
   * A request that is a JSON object; white space and the order of its fields do not count.
   *
   * @throws Refusal with everything that is wrong with it
   */
  public static RunRequest of(ObjectNode body) {
    List<Problem> problems = new ArrayList<>();
    body.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !field.equals(MODE))
        .map(
            field ->
                new Problem(
                    "unknown-field",
                    field,
                    "A run has no field " + field + ".",
                    NearMiss.advice(field, List.of(MODE), "The fields")))
        .forEach(problems::add);
    RunMode mode = RunMode.INCREMENTAL;
    if (body.has(MODE)) {
      Optional<RunMode> given = mode(body.get(MODE).asText());
      given.ifPresentOrElse(found -> {}, () -> problems.add(wrongMode(MODE)));
      mode = given.orElse(mode);
    }
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
    return new RunRequest(mode, Optional.empty(), digest(body));
  }

  /**
   * A request that brings records.
   *
   * @param mode the query parameter, if it was given
   */
  public static RunRequest of(Records records, Optional<String> mode) {
    RunMode found =
        mode.map(
                given ->
                    mode(given)
                        .orElseThrow(
                            () -> new Refusal(BAD_REQUEST, wrongMode("query parameter mode"))))
            .orElse(RunMode.INCREMENTAL);
    String digest = digest((found + "\n" + records.form() + "\n" + records.text()).getBytes(UTF_8));
    return new RunRequest(found, Optional.of(records), digest);
  }

  private static Optional<RunMode> mode(String word) {
    return Arrays.stream(RunMode.values())
        .filter(mode -> mode != RunMode.REPLAY)
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private static Problem wrongMode(String where) {
    return new Problem(
        "bad-mode",
        where,
        "There is no such mode.",
        "`incremental` reads what is new where the source tells it; `full` reads everything.");
  }

  /** The same for objects that mean the same: white space and the order of fields do not count. */
  public static String digest(ObjectNode body) {
    return digest(canonical(body));
  }

  private static byte[] canonical(ObjectNode body) {
    try {
      return MAPPER.writeValueAsString(sorted(body)).getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
