package dev.penstock.connector.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a format's options and collects what is wrong with them; what is wrong or missing reads as
 * the default. Not thread-safe.
 */
public final class OptionReader {
  private final ObjectNode options;
  private final List<Problem> problems = new ArrayList<>();

  public OptionReader(ObjectNode options) {
    this.options = options;
  }

  /** Whether the author wrote the option. */
  public boolean given(String option) {
    return options.hasNonNull(option);
  }

  /** What the author wrote, whatever it is. */
  public JsonNode value(String option) {
    return options.path(option);
  }

  /** Notes a mistake; its place is the option's name. */
  public void wrong(String option, String message) {
    problems.add(Problem.of("invalid-option", option, message));
  }

  /** A text. */
  public String text(String option, String otherwise) {
    JsonNode value = value(option);
    if (given(option) && !value.isTextual()) {
      wrong(option, "Text was expected, but it is " + value + ".");
    }
    return value.isTextual() ? value.textValue() : otherwise;
  }

  /** One of the given words. */
  public String word(String option, List<String> words, String otherwise) {
    String word = text(option, otherwise);
    if (words.contains(word)) {
      return word;
    }
    wrong(option, "One of " + String.join(", ", words) + " was expected, but it is " + word + ".");
    return otherwise;
  }

  /** True or false. */
  public boolean flag(String option, boolean otherwise) {
    JsonNode value = value(option);
    if (given(option) && !value.isBoolean()) {
      wrong(option, "true or false was expected, but it is " + value + ".");
    }
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  /** A whole number between two bounds, both inclusive. */
  public long number(String option, long min, long max, long otherwise) {
    JsonNode value = value(option);
    if (!given(option)) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      String bounds = max == Long.MAX_VALUE ? "at least " + min : "from " + min + " to " + max;
      wrong(option, "A whole number was expected, " + bounds + ", but it is " + value + ".");
      return otherwise;
    }
    return value.longValue();
  }

  /** The name of a character encoding. */
  public Optional<Charset> charset(String option) {
    if (!given(option)) {
      return Optional.empty();
    }
    String name = text(option, "UTF-8");
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      wrong(
          option,
          "There is no encoding " + name + "; known are UTF-8, UTF-16, windows-1252 and others.");
      return Optional.empty();
    }
  }

  /**
   * Ends the reading.
   *
   * @throws PermanentException with every mistake, where there was one
   */
  public void finish() {
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
  }
}
