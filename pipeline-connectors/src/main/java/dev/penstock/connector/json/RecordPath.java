package dev.penstock.connector.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a document the records are: a small part of JSONPath (RFC 9535), names with dots between
 * them and {@code [*]} for every element of a list. A {@code $} in front changes nothing.
 *
 * @param steps from the document's root
 */
record RecordPath(List<Step> steps) {
  /** The document itself. */
  static final RecordPath WHOLE = new RecordPath(List.of());

  private static final int MAX_STEPS = 50;

  private static final Pattern STEP =
      Pattern.compile(
          "\\.?([A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff-]*)|\\['([^']+)'\\]|(\\[\\*\\])");

  /** One step down. */
  sealed interface Step {}

  /** To the value of a field. */
  record Field(String name) implements Step {}

  /** To each element of a list. */
  record Each() implements Step {}

  RecordPath {
    steps = List.copyOf(steps);
  }

  /**
   * @param text empty for the whole document
   * @throws IllegalArgumentException with a message for the author
   */
  static RecordPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    int at = text.startsWith("$") ? 1 : 0;
    Matcher matcher = STEP.matcher(text);
    while (at < text.length()) {
      boolean dotted = at == 0 || text.charAt(at) == '.' || text.charAt(at) == '[';
      if (!dotted || !matcher.region(at, text.length()).lookingAt() || steps.size() == MAX_STEPS) {
        throw new IllegalArgumentException(
            ("A path such as data.items, $.data.items or orders[*].lines[*] was expected, of at most"
                    + " %d steps; `%s` cannot be read from character %d on.")
                .formatted(MAX_STEPS, text, at + 1));
      }
      String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      steps.add(name == null ? new Each() : new Field(name));
      at = matcher.end();
    }
    return new RecordPath(steps);
  }

  /** The first steps as text, for messages. */
  String text(int count) {
    StringBuilder text = new StringBuilder("$");
    for (Step step : steps.subList(0, count)) {
      text.append(
          switch (step) {
            case Field field -> "." + field.name();
            case Each each -> "[*]";
          });
    }
    return text.toString();
  }
}
