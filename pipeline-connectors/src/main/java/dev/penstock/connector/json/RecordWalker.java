package dev.penstock.connector.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.penstock.connector.json.RecordPath.Each;
import dev.penstock.connector.json.RecordPath.Field;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** Goes from record to record of a document, holding nothing but the way to it. Not thread-safe. */
final class RecordWalker {
  /** A list or object that is open, and the step that its elements or its field take next. */
  private record Open(boolean list, String name, int next) {}

  private static final int MAX_NAMES = 30;

  private final JsonParser parser;
  private final RecordPath path;
  private final Deque<Open> open = new ArrayDeque<>();
  private final boolean[] met;
  private final Set<String> names = new LinkedHashSet<>();
  private int deepest = -1;
  private boolean started;

  RecordWalker(JsonParser parser, RecordPath path) {
    this.parser = parser;
    this.path = path;
    this.met = new boolean[path.steps().size()];
  }

  /**
   * Goes to the next record; the parser then stands at its first token, and the caller must have
   * read it to its last before the next call.
   *
   * @return whether there is one; after the last the parser has seen all of the document's value
   */
  boolean next() throws IOException {
    if (!started) {
      started = true;
      JsonToken token = parser.nextToken();
      if (token == null || isRecord(token, 0)) {
        return token != null;
      }
    }
    while (!open.isEmpty()) {
      Open top = open.element();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        open.pop();
      } else if (top.list()) {
        if (isRecord(token, top.next())) {
          return true;
        }
      } else {
        boolean wanted = parser.currentName().equals(top.name());
        note(top, parser.currentName(), wanted);
        token = parser.nextToken();
        if (!wanted) {
          parser.skipChildren();
        } else if (isRecord(token, top.next())) {
          return true;
        }
      }
    }
    return false;
  }

  /** The number of steps behind which a field was looked for and never found, or -1. */
  int missing() {
    return deepest >= 0 && !met[deepest] ? deepest : -1;
  }

  /** Names of fields that stood where {@link #missing} one was looked for. */
  Set<String> names() {
    return names;
  }

  private void note(Open object, String name, boolean wanted) {
    int step = object.next() - 1;
    met[step] |= wanted;
    if (step == deepest && names.size() < MAX_NAMES) {
      names.add(name);
    }
  }

  /** Whether the value that starts here is a record; else goes into it or over it. */
  private boolean isRecord(JsonToken token, int step) throws IOException {
    int steps = path.steps().size();
    if (step > steps) {
      return true;
    }
    if (step == steps) {
      boolean element = steps > 0 && path.steps().getLast() instanceof Each;
      if (!element && token == JsonToken.START_ARRAY) {
        open.push(new Open(true, "", steps + 1));
        return false;
      }
      return true;
    }
    switch (path.steps().get(step)) {
      case Field field when token == JsonToken.START_OBJECT -> {
        if (step > deepest) {
          deepest = step;
          names.clear();
        }
        open.push(new Open(false, field.name(), step + 1));
      }
      case Each each when token == JsonToken.START_ARRAY -> open.push(new Open(true, "", step + 1));
      default -> parser.skipChildren();
    }
    return false;
  }
}
