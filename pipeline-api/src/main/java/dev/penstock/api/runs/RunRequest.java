package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.push.PushBody;
import dev.penstock.definition.Effective;
import dev.penstock.definition.RunFrom;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What a client sends to start a run. What is wrong with its form is kept, so that it can be told
 * together with what does not fit the pipeline.
 *
 * @param kind what kind of run it is
 * @param wish environment, parameters and other values
 * @param streams those that it loads; empty for all
 * @param limit the most records that it reads of each stream; 0 for all
 * @param priority the pipeline's if empty
 * @param records records for the pipeline's pushed stream
 * @param problems what is wrong with the request itself
 * @param digest the same for requests that mean the same
 */
public record RunRequest(
    RunKind kind,
    Effective.Wish wish,
    List<String> streams,
    long limit,
    OptionalInt priority,
    Optional<Records> records,
    List<Problem> problems,
    String digest) {
  /** The longest idempotency key, in characters. */
  public static final int MAX_KEY = 200;

  /** The most streams that a request may name. */
  static final int MAX_STREAMS = 1_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  public RunRequest {
    streams = List.copyOf(streams);
    problems = List.copyOf(problems);
  }

  /** Records as they came. */
  public record Records(PushBody.Form form, String text) {}

  /** A request that is a JSON object; white space and the order of its fields do not count. */
  public static RunRequest of(ObjectNode body) {
    return new RunWords(body, "").request(Optional.empty(), List.of(), digest(body));
  }

  /**
   * A request that brings records.
   *
   * @param words what else it says, as a JSON object would
   */
  public static RunRequest of(Records records, ObjectNode words) {
    RunWords read = new RunWords(words, "query parameter ");
    List<Problem> wrong = new ArrayList<>();
    if (read.kind().from() != RunFrom.SOURCE) {
      wrong.add(
          new Problem(
              "records-unwanted",
              "body",
              "A run from bronze or silver reads the records that were kept; it takes none.",
              "Leave the records out, or `from`."));
    }
    ObjectNode others = words.deepCopy();
    others.remove(List.of("mode", "dry_run"));
    String all =
        read.kind().mode()
            + "\n"
            + (read.kind().dryRun() ? "dry run\n" : "")
            + (others.isEmpty() ? "" : digest(others) + "\n")
            + records.form()
            + "\n"
            + records.text();
    return read.request(Optional.of(records), wrong, digest(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same request, told from others by a text of its own. */
  RunRequest withDigest(String text) {
    return new RunRequest(kind, wish, streams, limit, priority, records, problems, text);
  }

  /**
   * The same again as a run.
   *
   * @param streams those that it loaded; empty for all
   * @param digest of the request for it
   */
  static RunRequest again(Run run, List<String> streams, String digest) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    run.order()
        .parameters()
        .forEach((name, value) -> parameters.put(name, JsonNodeFactory.instance.textNode(value)));
    return new RunRequest(
        run.kind(),
        new Effective.Wish(
            Optional.ofNullable(run.order().environment()), parameters, run.order().overrides()),
        streams,
        run.order().limit(),
        OptionalInt.of(run.priority()),
        Optional.empty(),
        List.of(),
        digest);
  }

  /** The same for objects that mean the same: white space and the order of fields do not count. */
  public static String digest(ObjectNode body) {
    return digest(canonical(body));
  }

  private static byte[] canonical(ObjectNode body) {
    try {
      return MAPPER.writeValueAsString(sorted(body)).getBytes(StandardCharsets.UTF_8);
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
