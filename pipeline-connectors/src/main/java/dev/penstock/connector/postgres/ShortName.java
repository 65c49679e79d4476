package dev.penstock.connector.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/** Names of indexes and partitions: readable, of ASCII, within PostgreSQL's 63 bytes, stable. */
final class ShortName {
  private static final int MAX = 63;
  private static final int HASHED = 9;

  private ShortName() {}

  /** {@code front_middle_end}; with a hash in it where it had to be cut or changed. */
  static String of(String front, String middle, String end) {
    String plain = front + "_" + middle + end;
    String ascii = plain.replaceAll("[^A-Za-z0-9_]", "_");
    return ascii.equals(plain) && plain.length() <= MAX ? plain : hashed(front, middle, end);
  }

  /** The same with a hash in any case, for where the plain name is taken. */
  static String hashed(String front, String middle, String end) {
    String body = (front + "_" + middle).replaceAll("[^A-Za-z0-9_]", "_");
    int room = MAX - HASHED - end.length();
    CRC32 hash = new CRC32();
    hash.update((front + '\0' + middle + '\0' + end).getBytes(UTF_8));
    return body.substring(0, Math.min(room, body.length()))
        + "_"
        + String.format("%08x", hash.getValue())
        + end;
  }
}
