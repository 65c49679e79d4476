package dev.penstock.column;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/** Texts, or JSON documents; a text of the latter becomes a JSON string. */
final class TextColumn extends ColumnBuilder {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] TRUE = "true".getBytes(ISO_8859_1);
  private static final byte[] FALSE = "false".getBytes(ISO_8859_1);

  private final boolean json;
  private byte[] data = new byte[256];
  private byte[] offsets = new byte[64 * Integer.BYTES];
  private int length;

  TextColumn(boolean json) {
    this.json = json;
  }

  @Override
  public int width() {
    return Integer.BYTES;
  }

  @Override
  public void clear() {
    length = 0;
  }

  @Override
  public void setNull(int row) {
    start(row, 0);
    end(row, false);
  }

  @Override
  public boolean text(int row, char[] chars, int from, int count) {
    if (json) {
      char[] quoted = JsonStringEncoder.getInstance().quoteAsString(new String(chars, from, count));
      start(row, 0);
      append('"');
      boolean sound = encode(quoted, 0, quoted.length);
      append('"');
      end(row, true);
      return sound;
    }
    return encoded(row, chars, from, count);
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    return encoded(row, chars, from, count);
  }

  @Override
  public boolean bool(int row, boolean value) {
    byte[] word = value ? TRUE : FALSE;
    return bytes(row, word, 0, word.length);
  }

  @Override
  public boolean json(int row, byte[] utf8, int from, int count) {
    return json && bytes(row, utf8, from, count);
  }

  @Override
  public void copyTo(FieldVector vector, int rows) {
    VarCharVector texts = (VarCharVector) vector;
    texts.allocateNew(Math.max(length, 1), rows);
    texts.getDataBuffer().setBytes(0, data, 0, length);
    texts.getOffsetBuffer().setBytes(0, offsets, 0, (rows + 1L) * Integer.BYTES);
    copyValidity(texts, rows);
    texts.setLastSet(rows - 1);
    texts.setValueCount(rows);
  }

  private boolean bytes(int row, byte[] utf8, int from, int count) {
    start(row, count);
    System.arraycopy(utf8, from, data, length, count);
    length += count;
    end(row, true);
    return true;
  }

  private boolean encoded(int row, char[] chars, int from, int count) {
    start(row, 0);
    boolean sound = encode(chars, from, count);
    end(row, true);
    return sound;
  }

  /** Goes back to where the row starts, which matters where it is set again. */
  private void start(int row, int bytes) {
    if ((row + 2) * Integer.BYTES > offsets.length) {
      offsets = Arrays.copyOf(offsets, offsets.length * 2);
    }
    length = row == 0 ? 0 : (int) INTS.get(offsets, row * Integer.BYTES);
    reserve(bytes);
  }

  private void end(int row, boolean valid) {
    INTS.set(offsets, (row + 1) * Integer.BYTES, length);
    valid(row, valid);
  }

  private void append(char ascii) {
    reserve(1);
    data[length++] = (byte) ascii;
  }

  /** Appends UTF-8; answers whether no character is half of a pair. */
  private boolean encode(char[] chars, int from, int count) {
    reserve(count * 3);
    int at = length;
    int all = 0;
    for (int i = 0; i < count; i++) {
      char c = chars[from + i];
      all |= c;
      data[at + i] = (byte) c;
    }
    if (all < 0x80) {
      length = at + count;
      return true;
    }
    boolean sound = true;
    for (int i = from; i < from + count; i++) {
      char c = chars[i];
      if (c < 0x80) {
        data[at++] = (byte) c;
      } else if (c < 0x800) {
        data[at++] = (byte) (0xC0 | c >> 6);
        data[at++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        data[at++] = (byte) (0xE0 | c >> 12);
        data[at++] = (byte) (0x80 | c >> 6 & 0x3F);
        data[at++] = (byte) (0x80 | c & 0x3F);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < from + count
          && Character.isLowSurrogate(chars[i + 1])) {
        int point = Character.toCodePoint(c, chars[++i]);
        data[at++] = (byte) (0xF0 | point >> 18);
        data[at++] = (byte) (0x80 | point >> 12 & 0x3F);
        data[at++] = (byte) (0x80 | point >> 6 & 0x3F);
        data[at++] = (byte) (0x80 | point & 0x3F);
      } else {
        sound = false;
        data[at++] = '?';
      }
    }
    length = at;
    return sound;
  }

  private void reserve(int bytes) {
    if (length + bytes > data.length) {
      data = Arrays.copyOf(data, Math.max(length + bytes, data.length * 2));
    }
  }
}
