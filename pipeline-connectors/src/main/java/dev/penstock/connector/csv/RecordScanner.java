package dev.penstock.connector.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where CSV records end, byte by byte, in an encoding in which ASCII bytes stand for
 * themselves only. A quote opens a quoted field only at the field's start, LF, CRLF and CR end a
 * record outside quotes, and blank lines are no records: the same rules that FastCSV parses by.
 *
 * <p>It is fed any pieces of the bytes in order and keeps its state between them. Not thread-safe.
 */
final class RecordScanner {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private enum State {
    LINE_START,
    BLANK_CR,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    RECORD_CR
  }

  /** How the bytes ended. */
  enum End {
    /** Behind a record or a blank line, or without any byte. */
    BETWEEN_RECORDS,
    /** The last record has no line end, or a CR alone; it is complete now. */
    RECORD,
    /** In a quoted field that opens at {@link #quoteLine()}. */
    IN_QUOTES
  }

  private final byte delimiter;
  private final byte quote;
  private final long quotes;

  private State state = State.LINE_START;
  private byte last;
  private long offset;
  private long line;
  private long recordStart;
  private long recordLine;
  private long quoteLine;
  private boolean misquoted;

  /**
   * @param offset position of the first byte that will be fed; it starts a line
   * @param line that line, counted from 1
   */
  RecordScanner(byte delimiter, byte quote, long offset, long line) {
    this.delimiter = delimiter;
    this.quote = quote;
    this.quotes = quote * ONES;
    this.offset = offset;
    this.line = line;
    this.recordStart = offset;
    this.recordLine = line;
  }

  /**
   * Goes on to the next end of a record.
   *
   * @return the index behind the record, or -1 where {@code to} came first
   */
  int scan(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      switch (state) {
        case LINE_START -> {
          recordStart = offset + (i - from);
          recordLine = line;
          misquoted = false;
          if (b == '\n') {
            line++;
            i++;
          } else if (b == '\r') {
            line++;
            i++;
            state = State.BLANK_CR;
          } else if (b == quote) {
            quoteLine = line;
            i++;
            state = State.QUOTED;
          } else {
            state = State.PLAIN;
          }
        }
        case BLANK_CR -> {
          i += b == '\n' ? 1 : 0;
          state = State.LINE_START;
        }
        case PLAIN -> {
          i = next(bytes, i, to);
          if (i == to) {
            continue;
          }
          byte before = i > from ? bytes[i - 1] : last;
          b = bytes[i++];
          if (b == '\n') {
            line++;
            return recordEnd(bytes, from, i);
          } else if (b == '\r') {
            line++;
            state = State.RECORD_CR;
          } else if (before == delimiter) {
            quoteLine = line;
            state = State.QUOTED;
          }
        }
        case QUOTED -> {
          i = next(bytes, i, to);
          if (i == to) {
            continue;
          }
          byte before = i > from ? bytes[i - 1] : last;
          b = bytes[i++];
          if (b == quote) {
            state = State.QUOTE_IN_QUOTED;
          } else if (b == '\r' || before != '\r') {
            line++;
          }
        }
        case QUOTE_IN_QUOTED -> {
          if (b == quote) {
            i++;
            state = State.QUOTED;
          } else {
            misquoted |= b != delimiter && b != '\n' && b != '\r';
            state = State.PLAIN;
          }
        }
        case RECORD_CR -> {
          return recordEnd(bytes, from, b == '\n' ? i + 1 : i);
        }
      }
    }
    advance(bytes, from, to);
    return -1;
  }

  /** Tells what the end of the bytes means here. */
  End finish() {
    End end =
        switch (state) {
          case LINE_START, BLANK_CR -> End.BETWEEN_RECORDS;
          case PLAIN, QUOTE_IN_QUOTED, RECORD_CR -> End.RECORD;
          case QUOTED -> End.IN_QUOTES;
        };
    state = State.LINE_START;
    return end;
  }

  /** Position of the next byte. */
  long offset() {
    return offset;
  }

  /** Line of the next byte. */
  long line() {
    return line;
  }

  /** Where the record starts that ended or goes on. */
  long recordStart() {
    return recordStart;
  }

  /** The line on which that record starts. */
  long recordLine() {
    return recordLine;
  }

  /** The line on which the last quoted field opened. */
  long quoteLine() {
    return quoteLine;
  }

  /** Whether that record has text between a closing quote and the next delimiter. */
  boolean misquoted() {
    return misquoted;
  }

  /** Whether all bytes so far belong to complete records and blank lines. */
  boolean betweenRecords() {
    return state == State.LINE_START;
  }

  private int recordEnd(byte[] bytes, int from, int i) {
    state = State.LINE_START;
    advance(bytes, from, i);
    return i;
  }

  private void advance(byte[] bytes, int from, int to) {
    if (to > from) {
      last = bytes[to - 1];
      offset += to - from;
    }
  }

  /** Index of the first LF, CR or quote, eight bytes at a step, or {@code to}. */
  private int next(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i);
      long hits =
          zeroBytes(word ^ ('\n' * ONES))
              | zeroBytes(word ^ ('\r' * ONES))
              | zeroBytes(word ^ quotes);
      if (hits != 0) {
        return i + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != quote) {
      i++;
    }
    return i;
  }

  /** The high bit of each zero byte; bits above the lowest hit may be wrong, which is no matter. */
  private static long zeroBytes(long word) {
    return (word - ONES) & ~word & HIGHS;
  }
}
