package dev.penstock.connector.rest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Link} headers (RFC 8288, section 3). */
final class Links {
  private static final Pattern LINK =
      Pattern.compile(
          "<([^>]*+)>((?:\\s*+;\\s*+[^\\s,;=]++\\s*+(?:=\\s*+(?:\"[^\"]*+\"|[^\\s,;]*+))?+)*+)");

  private static final Pattern RELATION =
      Pattern.compile(
          ";\\s*+rel\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\\s,;]++))", Pattern.CASE_INSENSITIVE);

  private Links() {}

  /** The target of the link whose relation is {@code next}. */
  static Optional<String> next(List<String> headers) {
    for (String header : headers) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        Matcher relation = RELATION.matcher(link.group(2));
        if (relation.find()) {
          String names = relation.group(1) == null ? relation.group(2) : relation.group(1);
          if (Arrays.stream(names.split("\\s+")).anyMatch("next"::equalsIgnoreCase)) {
            return Optional.of(link.group(1));
          }
        }
      }
    }
    return Optional.empty();
  }
}
