package dev.penstock.connector.fileset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of files and folders, from names that may hold anything. */
final class Names {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final int TAG = 12;
  private static final int MAX_VALUE = 100;

  private Names() {}

  /** The name itself where every file system takes it, else one that stands for it. */
  static String file(String name) {
    return PLAIN.matcher(name).matches() ? name : "x-" + hash(name).substring(0, 32);
  }

  /** What the files of a run have in their names. */
  static String tag(String run) {
    return hash(run).substring(0, TAG);
  }

  /** The first 16 hexadecimal digits of the SHA-256 digest. */
  static String hash16(String text) {
    return hash(text).substring(0, 16);
  }

  /** A partition's value in a folder's name: all but plain characters as {@code %XX}. */
  static String escaped(String value) {
    StringBuilder name = new StringBuilder();
    for (byte b : value.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_'
              || c == '.' && !name.isEmpty();
      name.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return name.length() <= MAX_VALUE
        ? name.toString()
        : name.substring(0, MAX_VALUE).replaceAll("%.?$", "") + "~" + hash16(value);
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
