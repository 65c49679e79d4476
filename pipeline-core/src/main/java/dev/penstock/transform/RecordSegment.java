package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.ErrorClass;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Fused row-preserving steps: one query for a batch, which flags the records that do not pass. Only
 * an error that the query cannot hold makes it run again on parts of the batch.
 */
final class RecordSegment implements Segment {
  /** How many raised errors of a batch are asked for word by word; each costs a small query. */
  private static final int PROBED = 5;

  private static final int SHOWN_VALUE = 100;

  private final Database database;
  private final BufferAllocator allocator;
  private final Hidden hidden;
  private final Failures failures;
  private final String where;
  private final int columns;
  private final String sql;
  private final List<Outcome> outcomes;
  private final Map<String, RecordQuery.Warns> warns;

  /**
   * @param where the steps, for messages
   * @param columns how many of the query's columns are the author's, {@code _place} included
   */
  RecordSegment(
      Database database,
      BufferAllocator allocator,
      Hidden hidden,
      Failures failures,
      String where,
      int columns,
      String sql,
      List<Outcome> outcomes,
      Map<String, RecordQuery.Warns> warns) {
    this.database = database;
    this.allocator = allocator;
    this.hidden = hidden;
    this.failures = failures;
    this.where = where;
    this.columns = columns;
    this.sql = sql;
    this.outcomes = List.copyOf(outcomes);
    this.warns = Collections.unmodifiableMap(new LinkedHashMap<>(warns));
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    try {
      VectorSchemaRoot result;
      try {
        result = query(sql, input, deadline);
      } catch (SqlFailure e) {
        if (e.kind() != SqlFailure.Kind.DATA) {
          throw e;
        }
        return bisect(input, book, deadline);
      }
      return split(result, input, book, deadline);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  /** For what TRY cannot hold: expressions with volatile functions, such as random(). */
  private VectorSchemaRoot bisect(VectorSchemaRoot input, BatchBook book, Deadline deadline)
      throws SqlFailure {
    SortedMap<Integer, String> failing =
        Bisection.failing(input, part -> query(sql, part, deadline).close());
    for (Map.Entry<Integer, String> row : failing.entrySet()) {
      Outcome.Raised raised = firstRaised(input, row.getKey(), deadline);
      book.reject(
          authors(input),
          row.getKey(),
          ErrorClass.EXPRESSION,
          raised.step(),
          raised.rule(),
          raised.what() + ": " + row.getValue());
    }
    int[] others =
        IntStream.range(0, input.getRowCount()).filter(i -> !failing.containsKey(i)).toArray();
    try (VectorSchemaRoot rest = Rows.take(input, columnsOf(input), others, allocator)) {
      return split(query(sql, rest, deadline), rest, book, deadline);
    }
  }

  private Outcome.Raised firstRaised(VectorSchemaRoot input, int row, Deadline deadline)
      throws SqlFailure {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Raised raised
          && !probe(raised.probe(), input, row, deadline).isEmpty()) {
        return raised;
      }
    }
    throw new PermanentException(
        Problem.of("bad-sql", where, "A record fails here, but no step fails for it alone."));
  }

  /** Keeps the rows without a flag; closes the result. */
  private VectorSchemaRoot split(
      VectorSchemaRoot result, VectorSchemaRoot input, BatchBook book, Deadline deadline)
      throws SqlFailure {
    try (result) {
      if (result.getRowCount() != input.getRowCount()) {
        throw new IllegalStateException("a record got lost in " + where);
      }
      warn(result, input, book);
      IntVector flags = (IntVector) result.getVector(hidden.plain("flag"));
      VarCharVector values = (VarCharVector) result.getVector(hidden.plain("value"));
      int rows = result.getRowCount();
      if (flags.getNullCount() == rows) {
        return Rows.move(result, columns, allocator);
      }
      int[] passed = new int[flags.getNullCount()];
      int next = 0;
      Map<Integer, Outcome.Raised> raised = new TreeMap<>();
      for (int row = 0; row < rows; row++) {
        if (flags.isNull(row)) {
          passed[next++] = row;
        } else if (outcomes.get(flags.get(row)) instanceof Outcome.Raised one) {
          raised.put(row, one);
        }
      }
      Map<Integer, String> messages =
          raised.isEmpty() ? Map.of() : messages(raised, input, book, deadline);
      VectorSchemaRoot authors = authors(input);
      for (int row = 0; row < rows; row++) {
        if (!flags.isNull(row)) {
          String shown = values.isNull(row) ? "" : values.getObject(row).toString();
          note(authors, row, outcomes.get(flags.get(row)), shown, messages, book);
        }
      }
      return Rows.take(result, columns, passed, allocator);
    }
  }

  /** Notes the broken rules that only warn, each with the first record that broke it. */
  private void warn(VectorSchemaRoot result, VectorSchemaRoot input, BatchBook book) {
    warns.forEach(
        (column, rule) -> {
          VarCharVector values = (VarCharVector) result.getVector(column);
          int count = values.getValueCount() - values.getNullCount();
          if (count > 0) {
            int first = 0;
            while (values.isNull(first)) {
              first++;
            }
            book.warn(
                input, first, count, rule.told(), rule.message(values.getObject(first).toString()));
          }
        });
  }

  private static void note(
      VectorSchemaRoot input,
      int row,
      Outcome outcome,
      String value,
      Map<Integer, String> messages,
      BatchBook book) {
    switch (outcome) {
      case Outcome.Filtered _ -> book.filtered(1);
      case Outcome.NotCast failed ->
          book.reject(
              input,
              row,
              ErrorClass.CONVERSION,
              failed.step(),
              "cast " + failed.column() + " to " + failed.type(),
              failed.message(shorten(value)));
      case Outcome.NotNested(String step, String column, String expected) ->
          book.reject(
              input,
              row,
              ErrorClass.CONVERSION,
              step,
              "flatten " + column,
              column + ": expected " + expected + ", but it is " + shorten(value));
      case Outcome.NotFound(String step, String lookup) ->
          book.reject(
              input,
              row,
              ErrorClass.LOOKUP,
              step,
              "lookup " + lookup,
              lookup + " has nothing for " + value);
      case Outcome.RuleBroken(Told told) ->
          book.reject(input, row, ErrorClass.RULE, told.step(), told.rule(), told.message(value));
      case Outcome.Raised raised ->
          book.reject(
              input,
              row,
              ErrorClass.EXPRESSION,
              raised.step(),
              raised.rule(),
              raised.what() + ": " + messages.getOrDefault(row, ""));
    }
  }

  /** DuckDB's messages for records that raise errors; the later ones of many share the first's. */
  private Map<Integer, String> messages(
      Map<Integer, Outcome.Raised> rows, VectorSchemaRoot input, BatchBook book, Deadline deadline)
      throws SqlFailure {
    Map<Outcome.Raised, List<Integer>> asked = new LinkedHashMap<>();
    int left = PROBED;
    for (Map.Entry<Integer, Outcome.Raised> row : rows.entrySet()) {
      // The first of each reason is always asked for.
      if (left > 0 || !asked.containsKey(row.getValue())) {
        asked.computeIfAbsent(row.getValue(), _ -> new ArrayList<>()).add(row.getKey());
        left--;
      }
    }
    Map<Integer, String> messages = new HashMap<>();
    Map<Outcome.Raised, String> later = new HashMap<>();
    for (Map.Entry<Outcome.Raised, List<Integer>> reason : asked.entrySet()) {
      List<Integer> some = reason.getValue();
      List<String> texts = probe(reason.getKey().probe(), input, some, deadline);
      for (int i = 0; i < some.size(); i++) {
        messages.put(some.get(i), texts.get(i));
      }
      String first = "an error as for " + book.place(input, some.getFirst()) + ": ";
      later.put(reason.getKey(), first + texts.getFirst());
    }
    rows.forEach((row, reason) -> messages.putIfAbsent(row, later.getOrDefault(reason, "")));
    return messages;
  }

  /** DuckDB's message for each of a few records; empty where one raises none. */
  private List<String> probe(
      Outcome.Probe probe, VectorSchemaRoot input, List<Integer> rows, Deadline deadline)
      throws SqlFailure {
    if (rows.size() == 1) {
      return List.of(probe(probe, input, rows.getFirst(), deadline));
    }
    int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
    String state = hidden.name("state");
    try (VectorSchemaRoot few = Rows.take(input, columnsOf(input), chosen, allocator)) {
      // Planning a long state query takes milliseconds, so it happens once for all the records.
      database.with(
          hidden.plain("rows"),
          few,
          () -> {
            database.execute(
                "CREATE OR REPLACE TEMP TABLE "
                    + state
                    + " AS SELECT *, row_number() OVER () AS "
                    + hidden.name("row")
                    + " FROM ("
                    + probe.state()
                    + ")",
                deadline);
            return true;
          });
    } catch (SqlFailure e) {
      return Collections.nCopies(chosen.length, e.dataError());
    }
    List<String> messages = new ArrayList<>();
    for (int i = 1; i <= chosen.length; i++) {
      try {
        database.execute(
            probe.over(state) + " WHERE input." + hidden.name("row") + " = " + i, deadline);
        messages.add("");
      } catch (SqlFailure e) {
        messages.add(e.dataError());
      }
    }
    database.execute("DROP TABLE " + state, deadline);
    return messages;
  }

  private String probe(Outcome.Probe probe, VectorSchemaRoot input, int row, Deadline deadline)
      throws SqlFailure {
    try (VectorSchemaRoot one = ArrowBatches.slice(input, row, 1)) {
      query(probe.over("(" + probe.state() + ")"), one, deadline).close();
      return "";
    } catch (SqlFailure e) {
      return e.dataError();
    }
  }

  private VectorSchemaRoot query(String sql, VectorSchemaRoot rows, Deadline deadline)
      throws SqlFailure {
    if (deadline.passed()) {
      throw SqlFailure.timeout();
    }
    return database.with(
        hidden.plain("rows"), rows, () -> database.query(sql, rows.getRowCount(), deadline));
  }

  /** The rows without Penstock's own columns, over the same memory; not to be closed. */
  private VectorSchemaRoot authors(VectorSchemaRoot rows) {
    String own = hidden.prefix() + "_";
    List<FieldVector> authors =
        rows.getFieldVectors().stream().filter(v -> !v.getName().startsWith(own)).toList();
    return authors.size() == columnsOf(rows) ? rows : new VectorSchemaRoot(authors);
  }

  private static int columnsOf(VectorSchemaRoot rows) {
    return rows.getFieldVectors().size();
  }

  private static String shorten(String value) {
    return value.length() <= SHOWN_VALUE ? value : value.substring(0, SHOWN_VALUE) + "…";
  }
}
