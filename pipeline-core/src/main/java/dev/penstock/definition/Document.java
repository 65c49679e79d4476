package dev.penstock.definition;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tree of a YAML or JSON text. Stricter than YAML: one document, no key twice, no anchors,
 * aliases and tags, at most {@link #MAX_DEPTH} levels. Duplicate keys, aliases and tags are
 * reported with their path and reading goes on; a text that cannot be read at all ends it.
 */
final class Document {
  /** Deeper than any definition that is meant. */
  static final int MAX_DEPTH = 16;

  private static final int MESSAGE = 300;
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern MARK = Pattern.compile("line (\\d{1,9}), column (\\d{1,9})");

  private final JsonParser parser;
  private final Problems problems;

  private Document(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /**
   * Reads the text.
   *
   * @throws PermanentException with line and column, where it is neither YAML nor JSON
   */
  static JsonNode read(String text, Problems problems) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    // YAML does not take everything that JSON allows (tabs, \/), so what is JSON is read as JSON.
    JsonFactory factory = body.stripLeading().startsWith("{") && isJson(body) ? JSON : YAML;
    try (JsonParser parser = factory.createParser(body)) {
      return new Document(parser, problems).whole();
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        // Only whether it reads to its end matters.
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode whole() throws IOException {
    if (parser.nextToken() == null) {
      throw new PermanentException(
          Problem.of("empty", Spot.ROOT, "The text is empty; expected a pipeline definition."));
    }
    JsonNode root = value("", 0);
    if (parser.nextToken() != null) {
      JsonLocation at = parser.currentTokenLocation();
      throw malformed(at.getLineNr(), at.getColumnNr(), "a second document starts here");
    }
    return root;
  }

  private JsonNode value(String path, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new PermanentException(
          Problem.of(
              "too-deep",
              path,
              "is nested deeper than " + MAX_DEPTH + " levels; no definition is."));
    }
    refuseSharing(path);
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path, depth);
      case START_ARRAY -> array(path, depth);
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> number(path);
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_STRING, VALUE_EMBEDDED_OBJECT -> text(path);
      case NOT_AVAILABLE, FIELD_NAME, END_OBJECT, END_ARRAY ->
          throw new IllegalStateException("no value starts with " + token);
    };
  }

  private ObjectNode object(String path, int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String child = Paths.child(path, key);
      refuseUnstorable(key, child);
      int line = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      JsonNode value = value(child, depth + 1);
      if (object.has(key)) {
        problems.add(
            "duplicate-key",
            child,
            "is given twice; the second time on line " + line + ".",
            "Remove or rename one of them.");
      } else {
        object.set(key, value);
      }
    }
    return object;
  }

  private ArrayNode array(String path, int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(Paths.item(path, array.size()), depth + 1));
    }
    return array;
  }

  private JsonNode text(String path) throws IOException {
    String text = parser.getText();
    refuseUnstorable(text, path);
    return NODES.textNode(text);
  }

  /** Neither a database nor UTF-8 can hold these. */
  private void refuseUnstorable(String text, String path) {
    boolean unstorable = text.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
    if (unstorable) {
      problems.add(
          "bad-character",
          path.isEmpty() ? Spot.ROOT : path,
          "has a NUL or half a character in it.",
          "Remove it.");
    }
  }

  private JsonNode number(String path) throws IOException {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      problems.add(
          "bad-number",
          path.isEmpty() ? Spot.ROOT : path,
          "is not a finite number.",
          "Put the value in quotes if a text is meant.");
    }
    return NODES.numberNode(number);
  }

  private JsonNode integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> NODES.numberNode(parser.getLongValue());
      case BIG_INTEGER -> NODES.numberNode(parser.getBigIntegerValue());
      case FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getDoubleValue());
    };
  }

  private void refuseSharing(String path) throws IOException {
    if (!(parser instanceof YAMLParser yaml)) {
      return;
    }
    String found = null;
    if (yaml.isCurrentAlias()) {
      found = "an alias (*name)";
    } else if (yaml.getObjectId() != null) {
      found = "an anchor (&name)";
    } else if (yaml.getTypeId() != null) {
      found = "a tag (!name)";
    }
    if (found != null) {
      problems.add(
          "yaml-feature",
          path.isEmpty() ? Spot.ROOT : path,
          "has " + found + " of YAML, which a definition does not use.",
          "Write the value itself; put a text that starts with *, & or ! in quotes.");
    }
  }

  private static PermanentException malformed(JsonProcessingException e) {
    String text = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    JsonLocation at = e.getLocation();
    int line = at == null ? 1 : at.getLineNr();
    int column = at == null ? 1 : at.getColumnNr();
    // The YAML reader's own marks are nearer. Where scanning failed, the first one tells where the
    // thing started that has no end; otherwise the last one is the mistake's.
    Matcher marks = MARK.matcher(text);
    boolean again = true;
    while (again && marks.find()) {
      line = Integer.parseInt(marks.group(1));
      column = Integer.parseInt(marks.group(2));
      again = !text.startsWith("while scanning");
    }
    String message =
        Arrays.stream(text.split("\n"))
            .filter(part -> !part.startsWith(" ") && !part.isBlank())
            .map(String::strip)
            .collect(Collectors.joining(": "));
    return malformed(line, column, message);
  }

  private static PermanentException malformed(int line, int column, String message) {
    return new PermanentException(
        new Problem(
            "malformed",
            "line " + Math.max(line, 1) + ", column " + Math.max(column, 1),
            "This is not well-formed YAML or JSON: " + Paths.shown(message, MESSAGE) + ".",
            "Check indentation, colons and quotes around this place."));
  }
}
