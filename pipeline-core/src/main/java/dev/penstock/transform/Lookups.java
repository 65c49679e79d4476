package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/** Loads a stream's look-ups into tables of their names, without {@code _place}. */
final class Lookups {
  private final Database database;
  private final Hidden hidden;
  private final Failures failures;
  private final Limits limits;
  private final String path;

  Lookups(Database database, Hidden hidden, Failures failures, Limits limits, String path) {
    this.database = database;
    this.hidden = hidden;
    this.failures = failures;
    this.limits = limits;
    this.path = path;
  }

  /** Loads those that are read whole; gives the others by their names. */
  Map<String, KeyedLookup> load(Map<String, SourceDefinition> lookups, LookupLoader loader) {
    Map<String, KeyedLookup> keyed = new HashMap<>();
    lookups.forEach(
        (name, source) -> {
          String where = path + ".lookups." + name;
          if (name.equalsIgnoreCase("input")) {
            throw new PermanentException(
                new Problem(
                    "reserved-name",
                    where,
                    "A look-up cannot be named input; that is the step's input.",
                    "Choose another name."));
          }
          Optional<KeyedLookup> byKey = loader.keyed(name, source);
          if (byKey.isPresent()) {
            keyed.put(name, byKey.get());
            return;
          }
          long[] rows = {0, 0};
          loader.load(
              name,
              source,
              batch -> {
                rows[0] += batch.getRowCount();
                if (rows[0] > limits.lookupRows()) {
                  throw new PermanentException(
                      new Problem(
                          "lookup-too-large",
                          where,
                          "The look-up has more than " + limits.lookupRows() + " rows.",
                          "Make it smaller, or load it as a stream and join in a model."));
                }
                add(name, batch, rows[1]++ == 0, where);
              });
          if (rows[1] == 0) {
            throw new IllegalStateException("no batch for " + where);
          }
        });
    return keyed;
  }

  private void add(String name, VectorSchemaRoot batch, boolean first, String where) {
    String verb = first ? "CREATE TABLE %s AS " : "INSERT INTO %s ";
    StringJoiner columns = new StringJoiner(", ", "SELECT ", " FROM " + hidden.rows());
    for (Field field : batch.getSchema().getFields()) {
      if (!new Column(field.getName(), "").isPlace()) {
        columns.add(Quoted.name(field.getName()));
      }
    }
    try {
      database.with(
          hidden.plain("rows"),
          batch,
          () -> {
            database.execute(
                verb.formatted(Quoted.name(name)) + columns, Deadline.in(limits.timeout()));
            return true;
          });
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }
}
