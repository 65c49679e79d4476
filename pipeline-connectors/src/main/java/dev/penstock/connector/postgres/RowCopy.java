package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.copy.EncodedRows;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Copies rows and finds those that the database refuses, by the line that its error names, or by
 * halving where it names none. After a refused row the next COPY is a short one and grows again, so
 * that the bytes sent stay in proportion to the batch even where every row is bad.
 */
final class RowCopy {
  private static final int CHUNK = 1 << 16;
  private static final int FIRST_WINDOW = 16;

  private final Session session;
  private final String copySql;
  private final EncodedRows rows;
  private final Refusal refusal;
  private final Copied copied;

  /** What is done to rows that were copied, as a part of the copying. */
  @FunctionalInterface
  interface Copied {
    /**
     * Does it.
     *
     * @param all whether these are all rows
     */
    void run(boolean all) throws SQLException;
  }

  /** Told of each refused row, in the order of the rows. */
  @FunctionalInterface
  interface Refusal {
    void refuse(int index, SQLException error);
  }

  RowCopy(Session session, String copySql, EncodedRows rows, Refusal refusal, Copied copied) {
    this.session = session;
    this.copySql = copySql;
    this.rows = rows;
    this.refusal = refusal;
    this.copied = copied;
  }

  /**
   * Copies all rows but the refused ones.
   *
   * @param line finds the line in an error
   */
  void run(LineFinder line) throws SQLException {
    int from = 0;
    int window = rows.count();
    while (from < rows.count()) {
      int to = (int) Math.min(rows.count(), (long) from + window);
      int next = step(from, to, line);
      window =
          next == to
              ? (int) Math.min(rows.count(), 4L * window)
              : Math.max(FIRST_WINDOW, 2 * (next - from));
      from = next;
    }
  }

  /** Reads the line of a COPY, from 1, out of an error. */
  @FunctionalInterface
  interface LineFinder {
    OptionalInt line(SQLException error);
  }

  /** Settles rows from {@code from} on; answers where to go on. */
  private int step(int from, int to, LineFinder finder) throws SQLException {
    SQLException error = attempt(from, to);
    if (error == null) {
      return to;
    }
    OptionalInt line = finder.line(error);
    if (line.isPresent() && line.getAsInt() >= 1 && line.getAsInt() <= to - from) {
      int bad = from + line.getAsInt() - 1;
      halve(from, bad);
      refusal.refuse(bad, error);
      return bad + 1;
    }
    if (to - from == 1) {
      refusal.refuse(from, error);
    } else {
      int middle = (from + to) >>> 1;
      halve(from, middle);
      halve(middle, to);
    }
    return to;
  }

  private void halve(int from, int to) throws SQLException {
    if (from == to) {
      return;
    }
    SQLException error = attempt(from, to);
    if (error == null) {
      return;
    }
    if (to - from == 1) {
      refusal.refuse(from, error);
      return;
    }
    int middle = (from + to) >>> 1;
    halve(from, middle);
    halve(middle, to);
  }

  /** Copies a range, or leaves no trace of it and answers the error of a row. */
  private @Nullable SQLException attempt(int from, int to) throws SQLException {
    Savepoint before = session.savepoint();
    try {
      copy(from, to);
      copied.run(from == 0 && to == rows.count());
      session.release(before);
      return null;
    } catch (SQLException e) {
      if (!SqlErrors.aboutRow(e)) {
        throw e;
      }
      session.rollbackTo(before);
      session.release(before);
      return e;
    }
  }

  private void copy(int from, int to) throws SQLException {
    CopyIn copy = session.postgres().getCopyAPI().copyIn(copySql);
    try {
      byte[] header = EncodedRows.header();
      copy.writeToCopy(header, 0, header.length);
      int end = rows.start(to);
      for (int at = rows.start(from); at < end; at += CHUNK) {
        copy.writeToCopy(rows.bytes(), at, Math.min(CHUNK, end - at));
      }
      byte[] trailer = EncodedRows.trailer();
      copy.writeToCopy(trailer, 0, trailer.length);
      long copied = copy.endCopy();
      if (copied != to - from) {
        throw new SQLException("COPY took " + copied + " of " + (to - from) + " rows", "XX000");
      }
    } catch (SQLException e) {
      cancel(copy, e);
      throw e;
    }
  }

  private static void cancel(CopyIn copy, SQLException cause) {
    if (copy.isActive()) {
      try {
        copy.cancelCopy();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
