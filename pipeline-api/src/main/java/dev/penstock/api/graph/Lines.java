package dev.penstock.api.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.penstock.definition.Paths;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the parts of a definition stand in its text, by their paths. */
final class Lines {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Range> ranges = new HashMap<>();
  private int last = 1;

  private Lines() {}

  /** First and last line, from 1. */
  record Range(int first, int last) {}

  /** A text that cannot be read has no parts. */
  static Lines of(String text) {
    Lines lines = new Lines();
    JsonFactory factory = text.stripLeading().startsWith("{") ? JSON : YAML;
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() != null) {
        lines.value(parser, "", parser.currentTokenLocation().getLineNr());
      }
    } catch (IOException e) {
      lines.ranges.clear();
    }
    return lines;
  }

  Optional<Range> range(String path) {
    return Optional.ofNullable(ranges.get(path));
  }

  /** Reads the value at which the parser stands to its end. */
  private void value(JsonParser parser, String path, int first) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      reach(parser.currentTokenLocation());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String child = Paths.child(path, parser.currentName());
        int line = parser.currentTokenLocation().getLineNr();
        parser.nextToken();
        value(parser, child, line);
      }
    } else if (token == JsonToken.START_ARRAY) {
      reach(parser.currentTokenLocation());
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(parser, Paths.item(path, i), parser.currentTokenLocation().getLineNr());
      }
    } else {
      scalar(parser);
    }
    ranges.putIfAbsent(path, new Range(first, Math.max(first, last)));
  }

  /** A block of text ends at the beginning of the line behind it. */
  private void scalar(JsonParser parser) throws IOException {
    reach(parser.currentTokenLocation());
    String unused = parser.getText();
    JsonLocation end = parser.currentLocation();
    int line = end.getColumnNr() <= 1 ? end.getLineNr() - 1 : end.getLineNr();
    last = Math.max(last, line);
  }

  private void reach(JsonLocation location) {
    last = Math.max(last, location.getLineNr());
  }
}
