package dev.penstock.connector.fileset.tar;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names of records in an archive, made from their keys: different keys have different names, and a
 * name leads nowhere out of the folder that the archive is unpacked in.
 *
 * <p>Letters, digits, {@code -} and {@code _} stay, all other bytes of the UTF-8 form become {@code
 * %} and two digits: a dot would end the name for readers, a slash would make a folder. The values
 * of a key of several columns are joined by {@code +}.
 */
final class MemberNames {
  /** With the ending within what a tar header holds without extensions. */
  static final int MAX_LENGTH = 64;

  private static final int KEPT = 31;

  private MemberNames() {}

  static String of(List<String> key) {
    String name = key.stream().map(MemberNames::escaped).collect(Collectors.joining("+"));
    // No escaped key has a tilde, so a cut one is like none that is whole.
    return name.length() <= MAX_LENGTH
        ? name
        : name.substring(0, KEPT).replaceAll("%.?$", "") + "~" + digest(name);
  }

  private static String escaped(String value) {
    StringBuilder name = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 'a' && b <= 'z'
          || b >= 'A' && b <= 'Z'
          || b >= '0' && b <= '9'
          || b == '-'
          || b == '_') {
        name.append((char) b);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
      }
    }
    // A file that begins with a dot has no name at all for readers.
    return name.isEmpty() ? "%" : name.toString();
  }

  private static String digest(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
