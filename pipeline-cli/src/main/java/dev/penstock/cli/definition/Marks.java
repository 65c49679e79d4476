package dev.penstock.cli.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.penstock.definition.Paths;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the values of a YAML or JSON text stand, by their paths as messages name them. Immutable.
 */
public final class Marks {
  private static final Pattern TOLD = Pattern.compile("line (\\d{1,9}), column (\\d{1,9})");
  private static final Pattern LAST_PART = Pattern.compile("(\\.[^.\\[\\]]*|\\[[^\\[\\]]*\\])$");
  private static final JsonFactory YAML = new YAMLFactory();
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEEPEST = 64;

  private final Map<String, Mark> byPath = new HashMap<>();

  /** A place in a text, both counted from 1. */
  public record Mark(int line, int column) {}

  private Marks() {}

  /** Of a text; what cannot be read any more has no marks. */
  public static Marks of(String text) {
    Marks marks = new Marks();
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    JsonFactory factory = body.stripLeading().startsWith("{") ? JSON : YAML;
    try (JsonParser parser = factory.createParser(body)) {
      if (parser.nextToken() != null) {
        marks.value(parser, "", 0);
      }
    } catch (IOException e) {
      // the reader of definitions says what is wrong
    }
    return marks;
  }

  /** Where a problem is: at its path, else at the nearest thing around it. */
  public Mark at(String where) {
    Matcher told = TOLD.matcher(where);
    if (told.matches()) {
      return new Mark(Integer.parseInt(told.group(1)), Integer.parseInt(told.group(2)));
    }
    String path = where;
    while (!path.isEmpty()) {
      Mark found = byPath.get(path);
      if (found != null) {
        return found;
      }
      String shorter = LAST_PART.matcher(path).replaceFirst("");
      path = shorter.equals(path) ? "" : shorter;
    }
    return byPath.getOrDefault("", new Mark(1, 1));
  }

  private void value(JsonParser parser, String path, int depth) throws IOException {
    mark(path, parser.currentTokenLocation());
    if (depth > DEEPEST) {
      parser.skipChildren();
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String child = Paths.child(path, parser.currentName());
        JsonLocation key = parser.currentTokenLocation();
        parser.nextToken();
        value(parser, child, depth + 1);
        // A reader looks for the key, also where the value begins on another line.
        byPath.put(child, new Mark(key.getLineNr(), key.getColumnNr()));
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      int index = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        value(parser, Paths.item(path, index), depth + 1);
        index++;
      }
    }
  }

  private void mark(String path, JsonLocation location) {
    byPath.put(
        path, new Mark(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr())));
  }
}
