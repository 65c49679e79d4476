package dev.penstock.connector.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Knows what a connection keeps secret, well enough to see whether a server's text repeats a part
 * of it, however that is quoted. Immutable.
 */
final class Secrets {
  /** Letters and digits in a row that give a secret away. */
  private static final int WINDOW = 6;

  /** How URLs, JSON and HTML write a character that they cannot hold. */
  private static final Pattern ESCAPE =
      Pattern.compile("%[0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|&#?\\w{1,8};");

  private static final Pattern CODE = Pattern.compile("%([0-9a-fA-F]{2})|\\\\u([0-9a-fA-F]{4})");

  private static final int HEXADECIMAL = 16;

  private final List<String> bare;

  Secrets(Collection<String> secrets) {
    this.bare = secrets.stream().map(Secrets::bare).filter(s -> !s.isEmpty()).distinct().toList();
  }

  /** Whether a part of a secret may stand in the text. */
  boolean mayStandIn(String text) {
    return Stream.of(text, ESCAPE.matcher(text).replaceAll(""), decoded(text))
        .map(Secrets::bare)
        .anyMatch(where -> bare.stream().anyMatch(secret -> shares(where, secret)));
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

  private static String decoded(String text) {
    return CODE.matcher(text)
        .replaceAll(
            code -> {
              String digits = code.group(1) == null ? code.group(2) : code.group(1);
              return Matcher.quoteReplacement(
                  String.valueOf((char) Integer.parseInt(digits, HEXADECIMAL)));
            });
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
