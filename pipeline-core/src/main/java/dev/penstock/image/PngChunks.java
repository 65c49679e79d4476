package dev.penstock.image;

import dev.penstock.step.RejectedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A PNG file without what is not its picture: texts, profiles and the like, which may be small as
 * they are stored and gigabytes once they are inflated. Source: PNG Specification, 3rd edition, 5.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;

  /** Length, type and check sum. */
  private static final int FRAME = 12;

  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private PngChunks() {}

  static byte[] picture(byte[] bytes) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
    kept.write(bytes, 0, SIGNATURE);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    for (int at = SIGNATURE; at + FRAME <= bytes.length; ) {
      long size = Integer.toUnsignedLong(in.getInt(at)) + FRAME;
      if (size > bytes.length - at) {
        break;
      }
      String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (NEEDED.contains(type)) {
        kept.write(bytes, at, (int) size);
      }
      if (type.equals("IEND")) {
        return kept.toByteArray();
      }
      at += (int) size;
    }
    throw new RejectedException("picture is whole", "The PNG ends before its end is marked.");
  }
}
