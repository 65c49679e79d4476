package dev.penstock.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats that are read, told by their first bytes alone. */
enum PictureFormat {
  PNG(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'),
  JPEG(0xff, 0xd8, 0xff),
  GIF('G', 'I', 'F', '8'),
  BMP('B', 'M');

  private final int[] magic;

  PictureFormat(int... magic) {
    this.magic = magic;
  }

  /** As the fact {@code format} says it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<PictureFormat> of(byte[] bytes) {
    return Arrays.stream(values()).filter(format -> format.begins(bytes)).findFirst();
  }

  private boolean begins(byte[] bytes) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
