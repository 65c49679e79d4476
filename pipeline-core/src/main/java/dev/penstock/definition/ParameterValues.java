package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Values of parameters: what is taken, and the one text by which each is kept. Values come as JSON
 * of their type or, from a command line or an address, as text.
 */
public final class ParameterValues {
  /** The longest value, in characters. */
  public static final int MAX_LENGTH = 4_000;

  /** The most digits of a decimal: more are no decimal in DuckDB. */
  static final int DIGITS = 38;

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})(?:[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?)"
              + "(Z|[+-]\\d{2}:\\d{2})?)?");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,60}(\\.\\d{0,60})?|\\.\\d{1,60})([eE][+-]?\\d{1,3})?");

  private ParameterValues() {}

  /** The value as it is kept; empty where it is none of the type. */
  public static Optional<String> of(ParameterType type, JsonNode value) {
    boolean fits =
        value.isTextual()
            || switch (type) {
              case INTEGER, DECIMAL -> value.isNumber();
              case BOOLEAN -> value.isBoolean();
              case TEXT, DATE, TIMESTAMP -> false;
            };
    return fits ? of(type, value.asText()) : Optional.empty();
  }

  /** The same for a value that is written as text. */
  public static Optional<String> of(ParameterType type, String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return switch (type) {
      case TEXT -> Optional.of(text).filter(ParameterValues::storable);
      case INTEGER -> number(text).flatMap(ParameterValues::whole);
      case DECIMAL -> number(text).map(BigDecimal::toPlainString);
      case BOOLEAN -> Optional.of(text).filter(word -> word.equals("true") || word.equals("false"));
      case DATE -> date(text);
      case TIMESTAMP -> timestamp(text);
    };
  }

  /** What is expected, to be shown in a mistake. */
  public static String expected(ParameterType type) {
    return switch (type) {
      case TEXT -> "a text of at most " + MAX_LENGTH + " characters";
      case INTEGER -> "a whole number of at most 18 digits";
      case DECIMAL -> "a number of at most " + DIGITS + " digits";
      case BOOLEAN -> "`true` or `false`";
      case DATE -> "a date such as `2026-03-01`";
      case TIMESTAMP -> "a timestamp such as `2026-03-01T12:00:00Z`; UTC without an offset";
    };
  }

  /** A value for a definition that is only looked at. */
  static String example(ParameterType type) {
    return switch (type) {
      case TEXT -> "example";
      case INTEGER, DECIMAL -> "1";
      case BOOLEAN -> "true";
      case DATE -> "2000-01-01";
      case TIMESTAMP -> "2000-01-01T00:00:00Z";
    };
  }

  /** Neither a database nor UTF-8 can hold the others. */
  private static boolean storable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }

  private static Optional<BigDecimal> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(text).stripTrailingZeros();
    int before = number.precision() - number.scale();
    return Optional.of(number)
        .filter(n -> before <= DIGITS && Math.max(before, 0) + Math.max(n.scale(), 0) <= DIGITS);
  }

  private static Optional<String> whole(BigDecimal number) {
    return number.scale() <= 0 && number.precision() - number.scale() <= 18
        ? Optional.of(number.toPlainString())
        : Optional.empty();
  }

  private static Optional<String> date(String text) {
    try {
      return DATE.matcher(text).matches()
          ? Optional.of(LocalDate.parse(text).toString())
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> timestamp(String text) {
    var found = TIME.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    String time = found.group(2) == null ? "00:00" : found.group(2);
    String local = found.group(1) + "T" + time;
    try {
      Instant instant =
          found.group(3) == null
              ? LocalDateTime.parse(local).toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(local + found.group(3)).toInstant();
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      return year >= 1 && year <= 9999 ? Optional.of(instant.toString()) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
