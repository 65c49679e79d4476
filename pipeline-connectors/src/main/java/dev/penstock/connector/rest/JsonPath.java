package dev.penstock.connector.rest;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way to a value through JSON objects.
 *
 * @param names one field after the other; none for the whole document
 */
record JsonPath(List<String> names) {
  static final JsonPath ROOT = new JsonPath(List.of());

  JsonPath {
    names = List.copyOf(names);
  }

  /**
   * Reads {@code data.items}, or a JSON pointer ({@code /data/@odata.nextLink}) for names that hold
   * dots. Empty where the text is neither.
   */
  static Optional<JsonPath> parse(String text) {
    if (text.isEmpty()) {
      return Optional.of(ROOT);
    }
    List<String> names = new ArrayList<>();
    if (text.startsWith("/")) {
      JsonPointer pointer = JsonPointer.compile(text);
      for (; !pointer.matches(); pointer = pointer.tail()) {
        names.add(pointer.getMatchingProperty());
      }
    } else {
      names.addAll(List.of(text.split("\\.", -1)));
    }
    return names.contains("") ? Optional.empty() : Optional.of(new JsonPath(names));
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  /** Whether the first {@code depth} names are these and {@code name} is the next one. */
  boolean continues(List<String> walked, String name) {
    int depth = walked.size();
    return names.size() > depth
        && names.get(depth).equals(name)
        && names.subList(0, depth).equals(walked);
  }

  boolean is(List<String> walked, String name) {
    return names.size() == walked.size() + 1 && continues(walked, name);
  }

  @Override
  public String toString() {
    return isRoot() ? "the top" : String.join(".", names);
  }
}
