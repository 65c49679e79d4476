package dev.penstock.connector.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.http.HttpAccess;
import dev.penstock.connector.http.HttpAnswer;
import dev.penstock.connector.http.HttpCall;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.connector.rows.SchemaInference;
import dev.penstock.definition.SchemaChange;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Asks a REST API for the records of keys, several at once, and each key once while it is kept. */
final class RestLookup implements KeyedLookup {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NO_CONTENT = 204;

  /** A longer key finds nothing. */
  private static final int MAX_KEY = 500;

  /** Of all keys in a URL; servers take about 8,000 characters. */
  private static final int MAX_URL_KEYS = 6_000;

  /** For the keys of one batch; what was found is kept, so that a later try goes on behind it. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpAccess access;
  private final RestOptions options;
  private final ByKey byKey;
  private final Cancellation cancellation;
  private final BufferAllocator allocator;
  private final Schema schema;
  private final KeptAnswers kept;

  /**
   * @param columns types by column, as the definition declares them
   * @throws PermanentException where the key's column is not declared
   */
  RestLookup(
      Map<String, String> columns,
      HttpAccess access,
      RestOptions options,
      ByKey byKey,
      Cancellation cancellation,
      BufferAllocator allocator) {
    if (!columns.containsKey(byKey.field())) {
      throw new PermanentException(
          new Problem(
              "missing-schema",
              ByKey.OPTION + ".field",
              "The column " + byKey.field() + " is not declared in `schema` of the look-up.",
              "Declare the columns of a look-up by key, as in `schema: { "
                  + byKey.field()
                  + ": varchar, name: varchar }`."));
    }
    this.access = access;
    this.options = options;
    this.byKey = byKey;
    this.cancellation = cancellation;
    this.allocator = allocator;
    this.schema = new SchemaInference(columns, null).schema();
    this.kept = new KeptAnswers(byKey.cache());
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public String key() {
    return byKey.field();
  }

  @Override
  public void find(Set<String> keys, Consumer<VectorSchemaRoot> batches) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Cancellation limited = () -> cancellation.cancelled() || System.nanoTime() - end > 0;
    try (JsonBatches rows = new JsonBatches(schema, SchemaChange.IGNORE, "look-up", allocator)) {
      List<String> unknown = new ArrayList<>();
      for (String key : keys) {
        if (kept.has(key)) {
          kept.get(key).ifPresent(record -> add(record, rows, batches));
        } else if (canAsk(key)) {
          unknown.add(key);
        }
      }
      for (List<String> some : requests(unknown)) {
        Map<String, byte[]> found = ask(some, limited);
        for (String key : some) {
          Optional<byte[]> record = Optional.ofNullable(found.get(key));
          kept.put(key, record);
          record.ifPresent(bytes -> add(bytes, rows, batches));
        }
      }
      hand(rows, batches);
    } catch (Cancelled e) {
      if (cancellation.cancelled()) {
        throw e;
      }
      throw new TransientException(
          new Problem(
              "lookup-slow",
              access.described(),
              "The keys of one batch were not all answered in " + PATIENCE.toSeconds() + " s.",
              "It is tried again and goes on where it was; raise batch of by_key, or rate_limit of"
                  + " the connection."),
          null);
    }
  }

  private void add(byte[] record, JsonBatches rows, Consumer<VectorSchemaRoot> batches) {
    rows.add(record, 0, record.length, 1, record.length);
    if (rows.full()) {
      hand(rows, batches);
    }
  }

  private void hand(JsonBatches rows, Consumer<VectorSchemaRoot> batches) {
    if (rows.isEmpty()) {
      return;
    }
    SourceBatch batch = rows.take(JsonNodeFactory.instance.nullNode());
    if (!batch.rejects().isEmpty()) {
      throw new PermanentException(
          new Problem(
              "bad-answer",
              access.described() + ", " + options.path(),
              "A record of the response does not fit `schema`: "
                  + batch.rejects().getFirst().message(),
              "Correct the types in `schema` of the look-up."));
    }
    batches.accept(batch.rows());
  }

  private boolean canAsk(String key) {
    return !key.isBlank()
        && key.length() <= MAX_KEY
        && (byKey.batch() == 1 || !key.contains(byKey.separator()));
  }

  private List<List<String>> requests(List<String> keys) {
    List<List<String>> requests = new ArrayList<>();
    List<String> current = new ArrayList<>();
    int length = 0;
    for (String key : keys) {
      int added = encoded(key).length() + encoded(byKey.separator()).length();
      if (!current.isEmpty()
          && (current.size() == byKey.batch() || length + added > MAX_URL_KEYS)) {
        requests.add(current);
        current = new ArrayList<>();
        length = 0;
      }
      current.add(key);
      length += added;
    }
    if (!current.isEmpty()) {
      requests.add(current);
    }
    return requests;
  }

  /** The records that the server has for these keys. */
  private Map<String, byte[]> ask(List<String> keys, Cancellation limited) {
    Map<String, String> query = new HashMap<>(options.query());
    String path = options.path();
    if (byKey.parameter().isPresent()) {
      query.put(byKey.parameter().get(), String.join(byKey.separator(), keys));
    } else {
      path = path.replace(ByKey.PLACE, encoded(keys.getFirst()));
      if (!access.mayAsk(path)) {
        return Map.of();
      }
    }
    Map<String, String> headers = new HashMap<>(options.headers());
    if (headers.keySet().stream().noneMatch("Accept"::equalsIgnoreCase)) {
      headers.put("Accept", "application/json");
    }
    URI target = access.target(path, query);
    HttpCall call = new HttpCall(HttpCall.Kind.DOCUMENT, target, headers, Optional.empty());
    try {
      return access.exchange(call, limited, answer -> read(answer, keys));
    } catch (PermanentException e) {
      if (HttpAccess.isNotFound(e)) {
        return Map.of();
      }
      throw e;
    }
  }

  private Map<String, byte[]> read(HttpAnswer answer, List<String> keys) throws IOException {
    // Not the path of the request, which may hold a key.
    String where = access.described() + ", " + options.path();
    byte[] body = answer.body().readAllBytes();
    if (answer.status() == NO_CONTENT) {
      return Map.of();
    }
    JsonNode records;
    try {
      records = JSON.readTree(body);
    } catch (IOException e) {
      throw RestErrors.malformed(where, e);
    }
    for (String name : options.records().names()) {
      records = records.path(name);
    }
    if (records.isObject() && byKey.parameter().isEmpty()) {
      records = JsonNodeFactory.instance.arrayNode().add(records);
    }
    if (!records.isArray() && !records.isNull()) {
      throw RestErrors.noRecords(where, options.records(), List.of());
    }
    Map<String, byte[]> found = new HashMap<>();
    for (JsonNode record : records) {
      JsonNode key = record.path(byKey.field());
      if (!key.isTextual() && !key.isIntegralNumber()) {
        throw noKey(where);
      }
      if (found.put(key.asText(), record.toString().getBytes(UTF_8)) != null
          && keys.contains(key.asText())) {
        throw twice(where);
      }
    }
    return found;
  }

  private PermanentException noKey(String where) {
    return new PermanentException(
        new Problem(
            "bad-answer",
            where,
            "Each record of the response was expected to hold its key, a text or a whole number, in"
                + " the field "
                + byKey.field()
                + ".",
            "Correct the options records and by_key.field."));
  }

  private PermanentException twice(String where) {
    return new PermanentException(
        new Problem(
            "duplicate-key",
            where,
            "The response holds several records with the same " + byKey.field() + ".",
            "A look-up has one record for each key; ask another path."));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
