package dev.penstock.connector.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Knows what a connection keeps secret, well enough to see whether a server's text repeats a part
 * of it, however that is quoted. Immutable.
 */
final class Secrets {
  /** Letters and digits in a row that give a secret away. */
  private static final int WINDOW = 6;

  private final List<String> bare;

  Secrets(Collection<String> secrets) {
    this.bare = secrets.stream().map(Secrets::bare).filter(s -> !s.isEmpty()).distinct().toList();
  }

  /** Whether a part of a secret may stand in the text. */
  boolean mayStandIn(String text) {
    String where = bare(text);
    return bare.stream().anyMatch(secret -> shares(where, secret));
  }

  private static boolean shares(String where, String secret) {
    if (secret.length() <= WINDOW) {
      return where.contains(secret);
    }
    for (int i = 0; i + WINDOW <= secret.length(); i++) {
      if (where.contains(secret.substring(i, i + WINDOW))) {
        return true;
      }
    }
    return false;
  }

  private static String bare(String text) {
    StringBuilder letters = new StringBuilder();
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }
}
