package dev.penstock.connector.json;

import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/** The lines of a part of a file that are not blank, one after the other. Not thread-safe. */
final class Lines {
  private static final int CAPACITY = 1 << 20;

  /** How much of a line that is too long is kept. */
  private static final int KEPT = 64 * 1024;

  private final OpenFile file;
  private final FileBytes in;
  private final byte[] buffer = new byte[CAPACITY];
  private boolean first;
  private boolean ended;
  private int cursor;
  private int filled;
  private long offset;
  private long line;
  private int from;
  private int to;
  private long length;
  private long lineOfRecord;

  /**
   * @param in starts at the beginning of a line
   * @param start where that is in the file
   */
  Lines(OpenFile file, FileBytes in, LinePosition start) {
    this.file = file;
    this.in = in;
    this.offset = start.offset();
    this.line = start.line();
    this.first = offset == 0;
  }

  /** Goes to the next line; {@code false} at the end. */
  boolean next() {
    int scanned = cursor;
    while (true) {
      int end = lineEnd(scanned);
      if (end >= 0) {
        take(end, end + 1);
        if (!blank()) {
          return true;
        }
        scanned = cursor;
      } else if (ended) {
        boolean more = cursor < filled;
        take(filled, filled);
        return more && !blank();
      } else if (filled - cursor > SourceBatch.MAX_RECORD_BYTES) {
        takeLong();
        return true;
      } else {
        scanned = filled - cursor;
        fill();
      }
    }
  }

  byte[] bytes() {
    return buffer;
  }

  /** Where the line starts in {@link #bytes}. */
  int from() {
    return from;
  }

  /** Behind the line, without its line end. */
  int to() {
    return to;
  }

  /** The line's bytes; more than there are in {@link #bytes} where it is far too long. */
  long length() {
    return length;
  }

  /** The line's number, counted from 1. */
  long line() {
    return lineOfRecord;
  }

  /** The place behind the line. */
  LinePosition position() {
    return new LinePosition(offset, line);
  }

  private void take(int end, int next) {
    from = cursor;
    to = end;
    length = to - from;
    lineOfRecord = line;
    offset += next - cursor;
    cursor = next;
    line += next > end ? 1 : 0;
  }

  private void takeLong() {
    int start = cursor;
    System.arraycopy(buffer, start, buffer, 0, KEPT);
    long dropped = filled - start;
    cursor = KEPT;
    filled = KEPT;
    int end = -1;
    while (end < 0 && !ended) {
      read(KEPT);
      end = lineEnd(KEPT);
      dropped += end < 0 ? filled - KEPT : end - KEPT;
    }
    from = 0;
    to = KEPT;
    length = dropped;
    lineOfRecord = line;
    line += end < 0 ? 0 : 1;
    offset += dropped + (end < 0 ? 0 : 1);
    cursor = end < 0 ? filled : end + 1;
  }

  private int lineEnd(int start) {
    for (int i = start; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean blank() {
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private void fill() {
    System.arraycopy(buffer, cursor, buffer, 0, filled - cursor);
    filled -= cursor;
    cursor = 0;
    read(filled);
    if (first) {
      first = false;
      skipMark();
    }
  }

  /** Reads behind {@code at}, as much as there is room for. */
  private void read(int at) {
    filled = at;
    while (filled < CAPACITY && !ended) {
      int count = in.read(buffer, filled, CAPACITY - filled);
      ended = count < 0;
      filled += Math.max(count, 0);
    }
  }

  private void skipMark() {
    if (starts(0xEF, 0xBB, 0xBF)) {
      cursor = 3;
      offset = 3;
    } else if (starts(0xFE, 0xFF) || starts(0xFF, 0xFE)) {
      throw new PermanentException(
          new Problem(
              "encoding",
              file.path(),
              "This file of %s is UTF-16; JSON in UTF-8 was expected.".formatted(file.connection()),
              "Write the file in UTF-8."));
    }
  }

  private boolean starts(int... mark) {
    if (filled < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((buffer[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
