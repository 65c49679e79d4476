package dev.penstock.connector.csv;

import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * What one text format adds to finding records, cutting files and building batches. Used for one
 * plan or one reader; not thread-safe.
 */
interface TextFormat {
  /** Reads what stands before the first record of a file; answers where the records begin. */
  Position begin(TextInput input, Position start);

  /** The columns as far as they are known, in order. */
  Optional<List<String>> columns();

  /** Finds records from a place on. */
  RecordScanner scanner(Position at);

  /**
   * Takes records apart.
   *
   * @param columns how many there are
   * @param records where the records of the batch lie
   */
  Rows rows(int columns, RecordRun records, Misfit misfit);

  /** A record with text behind a closing quote, told. */
  String misquoted();

  /** A file that ends inside a quoted field. */
  PermanentException unclosed(OpenFile file, long line);

  /** Told of a record that does not fit the columns. */
  @FunctionalInterface
  interface Misfit {
    void found(int record, String rule, String message);
  }

  /** The rows of a batch while it is built. */
  interface Rows {
    /** Starts a batch. */
    void clear();

    /** Adds the records {@code from} to {@code to} of the run, whose text is {@code text}. */
    void add(CharBuffer text, int from, int to);

    /** Replaces the content of {@code root} with the rows of this batch. */
    void copyTo(VectorSchemaRoot root);
  }
}
