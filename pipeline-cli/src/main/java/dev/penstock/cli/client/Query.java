package dev.penstock.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** An address of the API with its query. Not thread-safe. */
public final class Query {
  private final StringBuilder text;
  private boolean first = true;

  private Query(String path) {
    text = new StringBuilder(path);
  }

  /** A path below {@code /api/v1}, of parts that may hold anything. */
  public static Query of(String... parts) {
    StringBuilder path = new StringBuilder("/api/v1");
    for (String part : parts) {
      path.append('/').append(encoded(part));
    }
    return new Query(path.toString());
  }

  /** Adds a parameter, unless there is nothing to say. */
  public Query with(String name, @Nullable Object value) {
    String word =
        value instanceof Collection<?> list
            ? String.join(",", list.stream().map(Object::toString).toList())
            : value == null ? "" : value.toString();
    if (!word.isEmpty()) {
      text.append(first ? '?' : '&').append(name).append('=').append(encoded(word));
      first = false;
    }
    return this;
  }

  private static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
