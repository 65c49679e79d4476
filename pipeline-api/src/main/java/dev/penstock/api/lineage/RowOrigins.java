package dev.penstock.api.lineage;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.api.error.Refusal;
import dev.penstock.connector.RowOrigin;
import dev.penstock.connector.RowOrigin.Source;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks up where rows came from. Thread-safe. Refuses with {@link Refusal}. */
public final class RowOrigins {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Pattern REPLAYED = Pattern.compile("run (\\S+) reject");
  private static final List<String> VERSION_OF_HISTORY =
      List.of(Merging.CURRENT, Merging.VALID_FROM, Merging.VALID_TO);

  private final Owners owners;
  private final Warehouses warehouses;
  private final boolean rawRecords;

  /**
   * @param rawRecords whether answers show the records of raw copies
   */
  public RowOrigins(Owners owners, Warehouses warehouses, boolean rawRecords) {
    this.owners = owners;
    this.warehouses = warehouses;
    this.rawRecords = rawRecords;
  }

  /**
   * Finds the row of a table.
   *
   * @param value of the only column of the output's key
   * @param columns and their values as text, which name the row together
   * @throws dev.penstock.error.TransientException where the warehouse does not answer
   */
  public RowView find(String table, Optional<String> value, Map<String, String> columns) {
    Owners.Owner owner = owners.of(table(table));
    OutputDefinition output = owner.output();
    Map<String, String> key = key(output, value, columns);
    RowOrigin found;
    try {
      found =
          warehouses
              .of(output.connection())
              .origin(output.table(), key)
              .orElseThrow(
                  () ->
                      new Refusal(
                          NOT_FOUND,
                          new Problem(
                              "unknown-row",
                              "lineage/rows/" + output.table(),
                              "The table has no row with this key.",
                              output.mode() == LoadMode.HISTORY
                                  ? "Of a history the current row is looked for; name"
                                      + " `key.valid_from` or `key.current` for another."
                                  : "")));
    } catch (PermanentException e) {
      throw new Refusal(
          e.problem().code().equals("row-key") ? BAD_REQUEST : CONFLICT, e.problems());
    }
    return view(owner, found);
  }

  private static TableName table(String text) {
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "bad-table",
              "lineage/rows",
              "The address does not name a table.",
              "Write it as schema.table."));
    }
  }

  private static Map<String, String> key(
      OutputDefinition output, Optional<String> value, Map<String, String> columns) {
    Map<String, String> key = new LinkedHashMap<>(columns);
    if (value.isPresent()) {
      if (output.key().size() != 1 || columns.containsKey(output.key().getFirst())) {
        throw new Refusal(
            BAD_REQUEST,
            new Problem(
                "row-key",
                "query parameter key",
                "The key of output " + output.table() + " is not one column that is given once.",
                "Give each column by its name, as in `?key.order_id=17&key.line=2`."));
      }
      key.put(output.key().getFirst(), value.get());
    }
    if (key.isEmpty()) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "row-key",
              "query parameter key",
              "Nothing says which row is meant.",
              "Give the key as `?key=17`, or column by column as `?key.order_id=17&key.line=2`."));
    }
    if (output.mode() == LoadMode.HISTORY
        && VERSION_OF_HISTORY.stream().noneMatch(key::containsKey)) {
      key.put(Merging.CURRENT, "true");
    }
    return key;
  }

  private RowView view(Owners.Owner owner, RowOrigin found) {
    RowView.Raw raw = null;
    String note = null;
    Matcher replayed = REPLAYED.matcher(found.origin());
    switch (found.source()) {
      case Source.Missing _ when replayed.matches() && found.place().isPresent() ->
          note =
              "The record was replayed: it is reject %d of run %s."
                  .formatted(found.place().getAsLong(), replayed.group(1));
      case Source.Missing missing -> note = missing.why();
      case Source.Raw _ when !rawRecords -> note = "Raw records are not shown here.";
      case Source.Raw there -> raw = new RowView.Raw(there.table(), json(there.record()));
    }
    return new RowView(
        owner.output().table().toString(),
        json(found.row()),
        found.run(),
        found.pipeline().orElse(owner.pipeline()),
        found.version().isPresent() ? found.version().getAsInt() : null,
        found.stream(),
        found.output(),
        found.split(),
        found.origin(),
        found.place().isPresent() ? found.place().getAsLong() : null,
        raw,
        note);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the warehouse answered no JSON", e);
    }
  }
}
