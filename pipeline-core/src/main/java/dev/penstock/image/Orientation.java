package dev.penstock.image;

import java.awt.geom.AffineTransform;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, as a JPEG says it: one of eight ways to turn and mirror. Source: CIPA
 * DC-008 (Exif 2.32), 4.6.4.
 */
final class Orientation {
  /** As the pixels are stored. */
  static final int UPRIGHT = 1;

  private static final int APP1 = 0xffe1;
  private static final int START_OF_SCAN = 0xffda;
  private static final int TAG = 0x0112;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private Orientation() {}

  /** 1 to 8; upright where the JPEG does not say it, or not in a way that can be read. */
  static int of(byte[] jpeg) {
    try {
      ByteBuffer in = ByteBuffer.wrap(jpeg);
      for (int at = 2; ; ) {
        int marker = in.getShort(at) & 0xffff;
        int length = in.getShort(at + 2) & 0xffff;
        if (marker == START_OF_SCAN || marker < 0xff00 || length < 2) {
          return UPRIGHT;
        }
        if (marker == APP1 && starts(jpeg, at + 4)) {
          int from = at + 4 + EXIF.length;
          return inTiff(in.slice(from, at + 2 + length - from));
        }
        at += 2 + length;
      }
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      return UPRIGHT;
    }
  }

  private static boolean starts(byte[] jpeg, int at) {
    for (int i = 0; i < EXIF.length; i++) {
      if (jpeg[at + i] != EXIF[i]) {
        return false;
      }
    }
    return true;
  }

  private static int inTiff(ByteBuffer tiff) {
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == TAG) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether width and height change places. */
  static boolean swaps(int orientation) {
    return orientation >= 5;
  }

  /**
   * From the stored pixels to the picture as it is seen.
   *
   * @param width of the stored pixels
   */
  static AffineTransform upright(int orientation, int width, int height) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> new AffineTransform();
    };
  }
}
