package dev.penstock.transform;

import dev.penstock.batch.ErrorClass;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A {@code sql} step. Its result is made as a table inside DuckDB first, where the memory limit
 * holds. Where a value fails the query, the records that fail it on their own are found and
 * rejected, and the query runs once more on all the others together.
 */
final class QuerySegment implements Segment {
  private final Database database;
  private final BufferAllocator allocator;
  private final Hidden hidden;
  private final Failures failures;
  private final String where;
  private final String step;
  private final String query;

  /**
   * @param where the step's path in the definition
   * @param step the step's path in the stream
   * @param query reads the hidden rows
   */
  QuerySegment(
      Database database,
      BufferAllocator allocator,
      Hidden hidden,
      Failures failures,
      String where,
      String step,
      String query) {
    this.database = database;
    this.allocator = allocator;
    this.hidden = hidden;
    this.failures = failures;
    this.where = where;
    this.step = step;
    this.query = query;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    try {
      try {
        make(input, deadline);
      } catch (SqlFailure e) {
        if (e.kind() != SqlFailure.Kind.DATA || input.getRowCount() == 0) {
          throw e;
        }
        return isolate(input, e, book, deadline);
      }
      return result(input.getRowCount(), book, deadline);
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    } finally {
      drop();
    }
  }

  private VectorSchemaRoot isolate(
      VectorSchemaRoot input, SqlFailure whole, BatchBook book, Deadline deadline)
      throws SqlFailure {
    SortedMap<Integer, String> failing = Bisection.failing(input, part -> make(part, deadline));
    if (failing.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "bad-sql",
              where,
              "The query fails for records together that it does not fail for alone: "
                  + whole.text()
                  + ".",
              "Check what it computes over several records."),
          whole);
    }
    failing.forEach(
        (row, message) -> book.reject(input, row, ErrorClass.EXPRESSION, step, "sql", message));
    int[] others =
        IntStream.range(0, input.getRowCount()).filter(i -> !failing.containsKey(i)).toArray();
    try (VectorSchemaRoot rest =
        Rows.take(input, input.getFieldVectors().size(), others, allocator)) {
      make(rest, deadline);
      return result(others.length, book, deadline);
    }
  }

  private void make(VectorSchemaRoot rows, Deadline deadline) throws SqlFailure {
    if (deadline.passed()) {
      throw SqlFailure.timeout();
    }
    database.with(
        hidden.plain("rows"),
        rows,
        () -> {
          database.execute(
              "CREATE OR REPLACE TEMP TABLE " + hidden.name("result") + " AS " + query, deadline);
          return true;
        });
  }

  private VectorSchemaRoot result(int read, BatchBook book, Deadline deadline) throws SqlFailure {
    VectorSchemaRoot rows = database.query("FROM " + hidden.name("result"), read, deadline);
    int net = rows.getRowCount() - read;
    book.expanded(Math.max(net, 0));
    book.filtered(Math.max(-net, 0));
    return rows;
  }

  private void drop() {
    try {
      database.execute(
          "DROP TABLE IF EXISTS " + hidden.name("result"), Deadline.in(failures.timeout()));
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }
}
