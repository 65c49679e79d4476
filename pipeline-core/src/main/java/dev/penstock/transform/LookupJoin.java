package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The join of a {@code lookup} step, checked against the look-up's columns and keys.
 *
 * @param table the look-up's table, quoted
 * @param keys column of the look-up to column of the records
 * @param taken new column to column of the look-up
 * @param found column that tells whether a record found something, where anybody asks
 * @param keyed how the table is filled for each batch; empty where it is loaded already
 */
record LookupJoin(
    String table,
    Map<Column, Column> keys,
    Map<String, Column> taken,
    Optional<String> found,
    Hidden hidden,
    Optional<LookupSegment.Keyed> keyed) {
  private static final Set<String> WHOLE =
      Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");

  static LookupJoin of(
      StepDefinition.Lookup step,
      Map<String, Column> keys,
      Map<String, KeyedLookup> byKey,
      Database database,
      BufferAllocator allocator,
      Hidden hidden,
      Failures failures,
      Place place) {
    KeyedLookup asked = byKey.get(step.from());
    String table = Quoted.name(step.from());
    try {
      if (asked != null) {
        table = hidden.name("found_" + step.from());
        make(table, asked, database, allocator, hidden, failures);
      }
      List<Column> theirs =
          database.columns("FROM " + table).stream().filter(c -> !c.isPlace()).toList();
      Map<Column, Column> on = new LinkedHashMap<>();
      keys.forEach(
          (name, own) -> {
            String where = place.at("on." + own.name());
            Column column = find(theirs, name, step.from(), where);
            comparable(own, column, step.from(), where);
            on.put(column, own);
          });
      if (asked == null) {
        unique(table, List.copyOf(on.keySet()), step, database, failures, place);
      } else if (on.size() != 1 || !on.keySet().iterator().next().name().equals(asked.key())) {
        throw problem(
            "not-the-key",
            place.at("on"),
            step.from() + " is asked by its key " + asked.key() + " and by nothing else.",
            "Write `on: { COLUMN: " + asked.key() + " }` with a column of the records.");
      }
      Map<String, Column> taken = new LinkedHashMap<>();
      step.take()
          .forEach(
              (name, column) ->
                  taken.put(name, find(theirs, column, step.from(), place.at("take." + name))));
      boolean told = step.miss() == StepDefinition.Miss.REJECT || !step.defaults().isEmpty();
      String filled = table;
      return new LookupJoin(
          table,
          on,
          taken,
          told ? Optional.of(hidden.plain("found")) : Optional.empty(),
          hidden,
          Optional.ofNullable(asked)
              .map(a -> new LookupSegment.Keyed(a, on.values().iterator().next().name(), filled)));
    } catch (SqlFailure e) {
      throw failures.of(e, place.where());
    }
  }

  /** The type of a column that it takes. */
  String type(String name) {
    Column column = taken.get(name);
    if (column == null) {
      throw new IllegalArgumentException("the step takes no " + name);
    }
    return column.type();
  }

  /** The new columns with their types. */
  Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    taken.forEach((name, column) -> types.put(name, column.type()));
    found.ifPresent(name -> types.put(name, "BOOLEAN"));
    return types;
  }

  /**
   * The query over the records, which keeps their number and order.
   *
   * @param columns of the records
   */
  String query(List<Column> columns) {
    StringJoiner list = new StringJoiner(", ", "SELECT ", "");
    columns.stream().filter(c -> !c.isPlace()).forEach(c -> list.add("i." + c.quoted()));
    List<String> theirs = new ArrayList<>();
    taken.forEach(
        (name, column) -> {
          String alias = hidden.name("t" + theirs.size());
          theirs.add(column.quoted() + " AS " + alias);
          list.add("l." + alias + " AS " + Quoted.name(name));
        });
    String hit = hidden.name("hit");
    found.ifPresent(name -> list.add("l." + hit + " IS NOT NULL AS " + Quoted.name(name)));
    columns.stream().filter(Column::isPlace).forEach(c -> list.add("i." + c.quoted()));
    List<String> on = new ArrayList<>();
    keys.forEach(
        (column, own) -> {
          String alias = hidden.name("k" + on.size());
          theirs.add(column.quoted() + " AS " + alias);
          on.add("i." + own.quoted() + " = l." + alias);
        });
    theirs.add("TRUE AS " + hit);
    String row = hidden.name("row");
    return list
        + " FROM (SELECT *, row_number() OVER () AS "
        + row
        + " FROM "
        + hidden.rows()
        + ") AS i LEFT JOIN (SELECT "
        + String.join(", ", theirs)
        + " FROM "
        + table
        + ") AS l ON "
        + String.join(" AND ", on)
        + " ORDER BY i."
        + row;
  }

  private static void make(
      String table,
      KeyedLookup asked,
      Database database,
      BufferAllocator allocator,
      Hidden hidden,
      Failures failures)
      throws SqlFailure {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(asked.schema(), allocator)) {
      empty.setRowCount(0);
      database.with(
          hidden.plain("rows"),
          empty,
          () -> {
            database.execute(
                "CREATE OR REPLACE TEMP TABLE " + table + " AS FROM " + hidden.rows(),
                Deadline.in(failures.timeout()));
            return true;
          });
    }
  }

  private static Column find(List<Column> columns, String name, String lookup, String where) {
    return columns.stream()
        .filter(column -> column.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                problem(
                    "unknown-column",
                    where,
                    "The look-up " + lookup + " has no column " + name + ".",
                    NearMiss.advice(
                        name, columns.stream().map(Column::name).toList(), "Its columns")));
  }

  /** Other types would be compared by rules that nobody sees, or rounded. */
  private static void comparable(Column own, Column theirs, String lookup, String where) {
    boolean same =
        own.type().equals(theirs.type())
            || WHOLE.contains(own.type()) && WHOLE.contains(theirs.type());
    if (!same) {
      throw problem(
          "other-type",
          where,
          own.name()
              + " is "
              + own.type()
              + ", but "
              + theirs.name()
              + " of the look-up "
              + lookup
              + " is "
              + theirs.type()
              + ".",
          "Bring them to the same type: with a `cast` step before, or with `schema` of the"
              + " look-up.");
    }
  }

  private static void unique(
      String table,
      List<Column> keys,
      StepDefinition.Lookup step,
      Database database,
      Failures failures,
      Place place)
      throws SqlFailure {
    String list = keys.stream().map(Column::quoted).collect(Collectors.joining(", "));
    String known =
        keys.stream().map(k -> k.quoted() + " IS NOT NULL").collect(Collectors.joining(" AND "));
    String shown =
        keys.stream()
            .map(
                k ->
                    Quoted.text(k.name() + " = ")
                        + " || left(CAST("
                        + k.quoted()
                        + " AS VARCHAR), 100)")
            .collect(Collectors.joining(" || ', ' || "));
    String sql =
        "SELECT min(%s) AS k FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
            .formatted(shown, table, known, list);
    try (VectorSchemaRoot twice = database.query(sql, 1, Deadline.in(failures.timeout()))) {
      if (twice.getRowCount() > 0) {
        throw problem(
            "duplicate-key",
            place.at("on"),
            "The look-up "
                + step.from()
                + " has several rows with "
                + twice.getVector(0).getObject(0)
                + ", so that records would be multiplied.",
            "Name more columns in `on`, take the doubles out of the look-up, or join in a `sql`"
                + " step.");
      }
    }
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
