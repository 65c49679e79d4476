package dev.penstock.transform;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one compile share: the columns at the step at hand, an empty table {@code
 * input} with these columns, the query that takes steps on single records, and the segments so far.
 */
final class Compilation {
  /** The table whose columns are those at the step at hand. */
  static final String INPUT = "input";

  private final Database database;
  private final BufferAllocator allocator;
  private final Hidden hidden;
  private final Failures failures;
  private final Deadline deadline;
  private final String path;
  private final List<Segment> segments = new ArrayList<>();
  private final Sizes sizes = new Sizes();
  private List<Placed> placed = List.of();
  private List<Column> columns = List.of();
  private RecordQuery records;
  private int firstStep = -1;
  private Schema input = new Schema(List.of());

  Compilation(
      Database database, BufferAllocator allocator, Hidden hidden, Failures failures, String path) {
    this.database = database;
    this.allocator = allocator;
    this.hidden = hidden;
    this.failures = failures;
    this.deadline = Deadline.in(failures.timeout());
    this.path = path;
    this.records = new RecordQuery(hidden, List.of());
  }

  Database database() {
    return database;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  Hidden hidden() {
    return hidden;
  }

  Failures failures() {
    return failures;
  }

  Sizes sizes() {
    return sizes;
  }

  List<Column> columns() {
    return columns;
  }

  /** The query at hand. */
  RecordQuery records() {
    return records;
  }

  List<Segment> segments() {
    return List.copyOf(segments);
  }

  void add(Segment segment) {
    segments.add(segment);
  }

  QuerySegment query(String sql, Place place) {
    return new QuerySegment(
        database, allocator, hidden, failures, place.where(), place.inStream(), sql);
  }

  /** Starts with the columns that reach the first of the steps. */
  void begin(List<Placed> steps, Schema input) {
    placed = steps;
    Set<String> seen = new HashSet<>();
    for (Field field : input.getFields()) {
      if (!seen.add(Quoted.key(field.getName()))) {
        throw problem(
            "duplicate-column",
            path + ".source",
            "The source has several columns named "
                + field.getName()
                + "; SQL does not tell upper and lower case apart.",
            "Give the columns other names in the source.");
      }
    }
    this.input = input;
    bindRows(input, path + ".source");
  }

  /** Makes {@code input} an empty table with these columns. */
  void bindRows(Schema rows, String where) {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(rows, allocator)) {
      empty.setRowCount(0);
      database.with(
          hidden.plain("rows"),
          empty,
          () -> {
            bind("SELECT * FROM " + hidden.rows());
            return true;
          });
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private void bind(String query) throws SqlFailure {
    database.execute(
        "CREATE OR REPLACE TEMP TABLE " + INPUT + " AS FROM (" + query + ") LIMIT 0", deadline);
    columns = database.columns("FROM " + INPUT);
  }

  /** Makes {@code input} an empty table with the query's columns. */
  void bind(String query, String where) {
    try {
      bind(query);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  /** The same with new columns from SQL over {@code input}. */
  void bindItems(Map<String, String> items, String where) {
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM " + INPUT);
    items.forEach((name, sql) -> list.add(sql + " AS " + Quoted.name(name)));
    bind(list.toString(), where);
  }

  /** The columns that a query would give. */
  List<Column> columnsOf(String query, String where) {
    try {
      return database.columns(query);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  /** Computes a value only to see whether that fails. */
  void evaluate(String sql, String where) {
    try {
      database.execute("SELECT " + sql, deadline);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  List<Column> columns(List<String> names, Place place, String field) {
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      found.add(column(names.get(i), place.at(field + "[" + i + "]")));
    }
    return found;
  }

  Column column(String name, String where) {
    return Column.named(name, where, columns);
  }

  @Nullable Column find(String name) {
    return Column.find(name, columns);
  }

  /** Every column as it is. */
  Map<String, String> keep() {
    Map<String, String> items = new LinkedHashMap<>();
    columns.forEach(column -> items.put(column.name(), column.quoted()));
    return items;
  }

  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  void rearrange(Map<String, String> newToOld, Place place) {
    records.rearrange(newToOld);
    sizes.rearrange(newToOld);
    Map<String, String> items = new LinkedHashMap<>();
    newToOld.forEach((name, old) -> items.put(name, Quoted.name(old)));
    bindItems(items, place.where());
  }

  void derive(Map<String, RecordQuery.Expression> expressions, Place place) {
    Map<String, String> items = new LinkedHashMap<>();
    records.derive(expressions);
    sizes.derive(expressions);
    for (Column column : columns) {
      String name =
          expressions.keySet().stream()
              .filter(column.name()::equalsIgnoreCase)
              .findFirst()
              .orElse(column.name());
      if (!column.isPlace()) {
        items.put(name, column.quoted());
      }
    }
    expressions.forEach((name, e) -> items.put(name, Quoted.operand(e.sql())));
    columns.stream().filter(Column::isPlace).forEach(c -> items.put(c.name(), c.quoted()));
    bindItems(items, place.where());
  }

  /**
   * Ends the query at hand and puts a step in Java behind it.
   *
   * @param number of the step in its list
   * @param make from the columns that reach the step
   */
  void java(int number, Place place, Function<Schema, JavaSegment> make) {
    flush(number - 1);
    JavaSegment segment = make.apply(reaching());
    segments.add(segment);
    bindRows(segment.output(), place.where());
  }

  /** The columns behind the segments so far. */
  Schema reaching() {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(input, allocator)) {
      empty.setRowCount(0);
      VectorSchemaRoot rows = empty;
      for (Segment segment : segments) {
        VectorSchemaRoot before = rows;
        try {
          rows = segment.run(before, new BatchBook(empty, ""), deadline);
        } finally {
          if (before != empty) {
            before.close();
          }
        }
      }
      Schema schema = rows.getSchema();
      if (rows != empty) {
        rows.close();
      }
      return schema;
    }
  }

  /** Begins a query over the columns here, unless one is at hand. */
  void open(int number) {
    if (firstStep < 0) {
      firstStep = number;
      records = new RecordQuery(hidden, names());
    }
  }

  /** Ends the query at hand with this step. */
  void flush(int lastStep) {
    if (firstStep < 0 || records.isUntouched()) {
      firstStep = -1;
      return;
    }
    Map<String, String> output = new LinkedHashMap<>();
    for (Column column : columns) {
      output.put(column.name(), OutputType.convert(column, column.quoted()));
    }
    String where = path + "." + Placed.span(placed.get(firstStep), placed.get(lastStep));
    segments.add(
        new RecordSegment(
            database,
            allocator,
            hidden,
            failures,
            where,
            columns.size(),
            records.finish(output),
            records.outcomes(),
            records.warns()));
    bindItems(output, where);
    firstStep = -1;
  }

  static PermanentException problem(String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
