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
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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
 * @param kind what kind of run it is
 * @param records records for the pipeline's pushed stream
 * @param digest the same for requests that mean the same
 */
public record RunRequest(RunKind kind, Optional<Records> records, String digest) {
  /** The longest idempotency key, in characters. */
  public static final int MAX_KEY = 200;

  private static final String MODE = "mode";
  private static final String FROM = "from";
  private static final String DRY_RUN = "dry_run";
  private static final List<String> FIELDS = List.of(MODE, FROM, DRY_RUN);
  private static final List<RunMode> MODES = List.of(RunMode.INCREMENTAL, RunMode.FULL);
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Records as they came. */
  public record Records(PushBody.Form form, String text) {}

  /** What a request may say beside its records, as texts; each may be missing. */
  public record Words(Optional<String> mode, Optional<String> from, Optional<String> dryRun) {
    public static final Words NONE =
        new Words(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A request that is a JSON object; white space and the order of its fields do not count.
   *
   * @throws Refusal with everything that is wrong with it
   */
  public static RunRequest of(ObjectNode body) {
    List<Problem> problems = new ArrayList<>();
    body.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !FIELDS.contains(field))
        .map(
            field ->
                new Problem(
                    "unknown-field",
                    field,
                    "A run has no field " + field + ".",
                    NearMiss.advice(field, FIELDS, "The fields")))
        .forEach(problems::add);
    Words words = new Words(text(body, MODE), text(body, FROM), text(body, DRY_RUN));
    RunKind kind = kind(words, "", problems);
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
    return new RunRequest(kind, Optional.empty(), digest(body));
  }

  /**
   * A request that brings records.
   *
   * @param words the query parameters
   */
  public static RunRequest of(Records records, Words words) {
    List<Problem> problems = new ArrayList<>();
    RunKind kind = kind(words, "query parameter ", problems);
    if (kind.from() == RunFrom.BRONZE) {
      problems.add(
          new Problem(
              "records-unwanted",
              "body",
              "A run from bronze reads the records that were kept; it takes none.",
              "Leave the records out, or `from`."));
    }
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
    String dry = kind.dryRun() ? "dry run\n" : "";
    byte[] all =
        (kind.mode() + "\n" + dry + records.form() + "\n" + records.text()).getBytes(UTF_8);
    return new RunRequest(kind, Optional.of(records), digest(all));
  }

  private static Optional<String> text(ObjectNode body, String field) {
    return Optional.ofNullable(body.get(field)).map(JsonNode::asText);
  }

  private static RunKind kind(Words words, String at, List<Problem> problems) {
    RunFrom from =
        one(words.from(), List.of(RunFrom.values()), () -> problems.add(wrongFrom(at)))
            .orElse(RunFrom.SOURCE);
    RunMode usual = from == RunFrom.BRONZE ? RunMode.FULL : RunMode.INCREMENTAL;
    RunMode mode = one(words.mode(), MODES, () -> problems.add(wrongMode(at))).orElse(usual);
    if (from == RunFrom.BRONZE && mode != RunMode.FULL) {
      problems.add(
          new Problem(
              "bad-mode",
              at + MODE,
              "A run from bronze reads everything that was kept; it is never incremental.",
              "Leave the mode out, or use `full`."));
      mode = RunMode.FULL;
    }
    boolean dry = words.dryRun().filter("true"::equals).isPresent();
    if (words
        .dryRun()
        .filter(given -> !given.equals("true") && !given.equals("false"))
        .isPresent()) {
      problems.add(Problem.of("bad-parameter", at + DRY_RUN, "It is neither `true` nor `false`."));
    }
    return new RunKind(mode, from, dry);
  }

  private static <E extends Enum<E>> Optional<E> one(
      Optional<String> given, List<E> known, Runnable otherwise) {
    Optional<E> found =
        given.flatMap(
            word ->
                known.stream()
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst());
    if (given.isPresent() && found.isEmpty()) {
      otherwise.run();
    }
    return found;
  }

  private static Problem wrongFrom(String at) {
    return new Problem(
        "bad-parameter",
        at + FROM,
        "A run reads either its `source` or its `bronze`.",
        "`source` reads where the records come from; `bronze` reads the raw copies of earlier runs.");
  }

  private static Problem wrongMode(String at) {
    return new Problem(
        "bad-mode",
        at + MODE,
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
