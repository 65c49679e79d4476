package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Fused row-preserving steps. A batch without errors costs one strict query; only a data error
 * makes the batch run again with errors isolated.
 */
final class RecordSegment implements Segment {
  /** How many raised errors of a batch are asked for word by word; each costs a small query. */
  private static final int PROBED = 20;

  private static final int SHOWN_VALUE = 100;

  private final Database database;
  private final BufferAllocator allocator;
  private final Hidden hidden;
  private final Failures failures;
  private final String where;
  private final int columns;
  private final String strict;
  private final String isolating;
  private final List<Outcome> outcomes;

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
      String strict,
      String isolating,
      List<Outcome> outcomes) {
    this.database = database;
    this.allocator = allocator;
    this.hidden = hidden;
    this.failures = failures;
    this.where = where;
    this.columns = columns;
    this.strict = strict;
    this.isolating = isolating;
    this.outcomes = List.copyOf(outcomes);
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    try {
      VectorSchemaRoot result;
      try {
        result = query(strict, input, deadline);
      } catch (SqlFailure e) {
        if (e.kind() != SqlFailure.Kind.DATA) {
          throw e;
        }
        return isolate(input, book, deadline);
      }
      return split(result, input, book, deadline);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private VectorSchemaRoot isolate(VectorSchemaRoot input, BatchBook book, Deadline deadline)
      throws SqlFailure {
    VectorSchemaRoot result;
    try {
      result = query(isolating, input, deadline);
    } catch (SqlFailure e) {
      if (e.kind() != SqlFailure.Kind.DATA) {
        throw e;
      }
      return bisect(input, book, deadline);
    }
    return split(result, input, book, deadline);
  }

  /** For what TRY cannot hold: expressions with volatile functions, such as error(). */
  private VectorSchemaRoot bisect(VectorSchemaRoot input, BatchBook book, Deadline deadline)
      throws SqlFailure {
    SortedMap<Integer, String> failing =
        Bisection.failing(input, part -> query(strict, part, deadline).close());
    for (Map.Entry<Integer, String> row : failing.entrySet()) {
      Outcome.Raised raised = firstRaised(input, row.getKey(), deadline);
      book.reject(
          input, row.getKey(), raised.step(), raised.rule(), raised.what() + ": " + row.getValue());
    }
    int[] others =
        IntStream.range(0, input.getRowCount()).filter(i -> !failing.containsKey(i)).toArray();
    try (VectorSchemaRoot rest = Rows.take(input, columnsOf(input), others, allocator)) {
      return split(query(strict, rest, deadline), rest, book, deadline);
    }
  }

  private Outcome.Raised firstRaised(VectorSchemaRoot input, int row, Deadline deadline)
      throws SqlFailure {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Raised raised
          && !probe(raised, input, row, deadline).isEmpty()) {
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
      IntVector flags = (IntVector) result.getVector(hidden.plain("flag"));
      VarCharVector values = (VarCharVector) result.getVector(hidden.plain("value"));
      int rows = result.getRowCount();
      if (flags.getNullCount() == rows) {
        return Rows.move(result, columns, allocator);
      }
      int[] passed = new int[flags.getNullCount()];
      int next = 0;
      Messages messages = new Messages(input, book, deadline);
      for (int row = 0; row < rows; row++) {
        if (flags.isNull(row)) {
          passed[next++] = row;
        } else {
          String value = values.isNull(row) ? "" : values.getObject(row).toString();
          messages.note(row, outcomes.get(flags.get(row)), value);
        }
      }
      return Rows.take(result, columns, passed, allocator);
    }
  }

  private final class Messages {
    private final VectorSchemaRoot input;
    private final BatchBook book;
    private final Deadline deadline;
    private final Map<Outcome.Raised, String> seen = new HashMap<>();
    private int probed;

    Messages(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
      this.input = input;
      this.book = book;
      this.deadline = deadline;
    }

    void note(int row, Outcome outcome, String value) throws SqlFailure {
      switch (outcome) {
        case Outcome.Filtered _ -> book.filtered(1);
        case Outcome.NotCast(String step, String column, String type) ->
            book.reject(
                input,
                row,
                step,
                "cast " + column + " to " + type,
                column + ": '" + shorten(value) + "' is not a valid " + type);
        case Outcome.RuleBroken(String step, String rule, String check) ->
            book.reject(input, row, step, rule, check.strip() + " is false for " + value);
        case Outcome.Raised raised ->
            book.reject(
                input,
                row,
                raised.step(),
                raised.rule(),
                raised.what() + ": " + message(raised, row));
      }
    }

    private String message(Outcome.Raised raised, int row) throws SqlFailure {
      String first = seen.get(raised);
      if (first != null && probed >= PROBED) {
        return first;
      }
      probed++;
      String message = probe(raised, input, row, deadline);
      seen.putIfAbsent(raised, "an error as for " + book.place(input, row) + ": " + message);
      return message;
    }
  }

  /** DuckDB's message for one record; empty where it raises none. */
  private String probe(Outcome.Raised raised, VectorSchemaRoot input, int row, Deadline deadline)
      throws SqlFailure {
    try (VectorSchemaRoot one = ArrowBatches.slice(input, row, 1)) {
      query(raised.probe(), one, deadline).close();
      return "";
    } catch (SqlFailure e) {
      if (e.kind() != SqlFailure.Kind.DATA) {
        throw e;
      }
      return e.text();
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

  private static int columnsOf(VectorSchemaRoot rows) {
    return rows.getFieldVectors().size();
  }

  private static String shorten(String value) {
    return value.length() <= SHOWN_VALUE ? value : value.substring(0, SHOWN_VALUE) + "…";
  }
}
