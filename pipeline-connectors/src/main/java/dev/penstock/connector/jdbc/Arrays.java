package dev.penstock.connector.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's text of an array, taken apart. Source: PostgreSQL, Array Input and Output Syntax.
 */
final class Arrays {
  private static final BadValue BAD = new BadValue("an array of one dimension");

  private final String text;
  private int at;

  private Arrays(String text) {
    this.text = text;
  }

  /** The elements, {@code null} for NULL. Bounds other than 1 are left out. */
  static List<@Nullable String> elements(String text) throws BadValue {
    return new Arrays(text).parse();
  }

  private List<@Nullable String> parse() throws BadValue {
    if (text.startsWith("[")) {
      at = text.indexOf('=') + 1;
    }
    List<@Nullable String> elements = new ArrayList<>();
    if (next() != '{') {
      throw BAD;
    }
    if (text.startsWith("}", at)) {
      return elements;
    }
    while (true) {
      elements.add(text.startsWith("\"", at) ? quoted() : bare());
      char c = next();
      if (c == '}') {
        return elements;
      }
      if (c != ',') {
        throw BAD;
      }
    }
  }

  private String quoted() throws BadValue {
    StringBuilder value = new StringBuilder();
    at++;
    for (char c = next(); c != '"'; c = next()) {
      value.append(c == '\\' ? next() : c);
    }
    return value.toString();
  }

  private @Nullable String bare() throws BadValue {
    int from = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
      if (text.charAt(at) == '{') {
        throw BAD;
      }
      at++;
    }
    String value = text.substring(from, at);
    return value.equals("NULL") ? null : value;
  }

  private char next() throws BadValue {
    if (at >= text.length()) {
      throw BAD;
    }
    return text.charAt(at++);
  }
}
