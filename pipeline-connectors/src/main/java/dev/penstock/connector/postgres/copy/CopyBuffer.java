package dev.penstock.connector.postgres.copy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;

/** Bytes in network order that grow and are used again and again. Not thread-safe. */
public final class CopyBuffer {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private byte[] bytes = new byte[1 << 18];
  private int size;

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  /** How much memory it holds, in bytes. */
  public int capacity() {
    return bytes.length;
  }

  /** The bytes, valid until the next write. */
  public byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void putByte(int value) {
    // The array is looked up when it has grown, not before.
    int at = grow(1);
    bytes[at] = (byte) value;
  }

  void putShort(int value) {
    int at = grow(2);
    SHORT.set(bytes, at, (short) value);
  }

  void putInt(int value) {
    int at = grow(4);
    INT.set(bytes, at, value);
  }

  void putLong(long value) {
    int at = grow(8);
    LONG.set(bytes, at, value);
  }

  void putNull() {
    putInt(-1);
  }

  void setInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  void putBytes(byte[] source) {
    int at = grow(source.length);
    System.arraycopy(source, 0, bytes, at, source.length);
  }

  void putBytes(ArrowBuf source, long from, int length) {
    int at = grow(length);
    source.getBytes(from, bytes, at, length);
  }

  /** Puts a byte between a field's length and its value; nothing where the field is NULL. */
  void versioned(int lengthAt, int version) {
    int length = (int) INT.get(bytes, lengthAt);
    if (length >= 0) {
      putByte(0);
      System.arraycopy(bytes, lengthAt + 4, bytes, lengthAt + 5, length);
      bytes[lengthAt + 4] = (byte) version;
      setInt(lengthAt, length + 1);
    }
  }

  boolean lastHoldZero(int length) {
    for (int i = size - length; i < size; i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private int grow(int by) {
    int at = size;
    size = Math.addExact(size, by);
    if (size > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(size, 2L * bytes.length)));
    }
    return at;
  }
}
