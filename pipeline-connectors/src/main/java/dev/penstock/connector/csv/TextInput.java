package dev.penstock.connector.csv;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.OpenFile;
import java.io.IOException;
import java.io.InputStream;

/**
 * The text bytes of a split from one position on. Every piece that it gives is known to come from
 * the file that was planned. Not thread-safe.
 */
final class TextInput implements AutoCloseable {
  private static final int PIECE = 256 * 1024;

  private final OpenFile file;
  private final TextForm form;
  private final SplitRange range;
  private final Cancellation cancellation;
  private final InputStream in;
  private long offset;

  private TextInput(
      OpenFile file,
      TextForm form,
      SplitRange range,
      Cancellation cancellation,
      InputStream in,
      long offset) {
    this.file = file;
    this.form = form;
    this.range = range;
    this.cancellation = cancellation;
    this.in = in;
    this.offset = offset;
  }

  /** Goes to {@code offset}, by reading and forgetting where the form is not seekable. */
  static TextInput open(
      OpenFile file, TextForm form, SplitRange range, long offset, Cancellation cancellation) {
    InputStream in;
    try {
      in = form.open(file, offset);
    } catch (IOException e) {
      throw form.failure(file, e);
    }
    TextInput input =
        new TextInput(file, form, range, cancellation, in, form.seekable() ? offset : 0);
    try {
      input.skipTo(offset);
      return input;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  OpenFile file() {
    return file;
  }

  TextForm form() {
    return form;
  }

  /**
   * Reads until {@code bytes} is full up to {@code to} or the split ends.
   *
   * @return the index behind the last byte; less than {@code to} only at the end of the split
   */
  int fill(byte[] bytes, int from, int to) {
    int at = from;
    try {
      while (at < to) {
        cancellation.check();
        int wanted = Math.min(to - at, PIECE);
        if (range.to() != SplitRange.TO_THE_END) {
          wanted = (int) Math.min(wanted, range.to() - offset);
        }
        int count = wanted == 0 ? -1 : in.read(bytes, at, wanted);
        if (count < 0) {
          break;
        }
        at += count;
        offset += count;
      }
    } catch (IOException e) {
      file.verify(range.stamp());
      throw form.failure(file, e);
    }
    file.verify(range.stamp());
    if (at < to && offset < range.to()) {
      throw CsvErrors.shorter(file);
    }
    return at;
  }

  /** Ends the stream; the file stays its owner's. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw form.failure(file, e);
    }
  }

  private void skipTo(long target) {
    byte[] forgotten = new byte[offset < target ? PIECE : 0];
    while (offset < target) {
      int wanted = (int) Math.min(forgotten.length, target - offset);
      if (fill(forgotten, 0, wanted) < wanted) {
        // The checkpoint lies behind the end: not the file that was read before.
        throw CsvErrors.shorter(file);
      }
    }
  }
}
