package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.error.Refusal;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; a wrong one is refused by name. */
final class Parameters {
  private Parameters() {}

  static Optional<String> text(@Nullable String value) {
    return Optional.ofNullable(value).filter(given -> !given.isBlank());
  }

  /** A whole number between bounds. */
  static Optional<Long> number(String name, @Nullable String value, long least, long most) {
    return text(value)
        .map(
            given -> {
              try {
                long number = Long.parseLong(given);
                if (number >= least && number <= most) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // Refused below, as a number out of bounds is.
              }
              throw refused(name, given, "a whole number from " + least + " to " + most);
            });
  }

  /** A time with its zone, or a day in UTC. */
  static Optional<Instant> time(String name, @Nullable String value) {
    return text(value)
        .map(
            given -> {
              try {
                return given.length() == 10
                    ? LocalDate.parse(given).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(given).toInstant();
              } catch (DateTimeParseException e) {
                throw refused(
                    name,
                    given,
                    "a time such as `2026-03-01T08:00:00Z`, or a day such as `2026-03-01`");
              }
            });
  }

  /** A part of the path that is a whole number, from 1. */
  static long part(String name, String value) {
    try {
      long number = Long.parseLong(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of bounds is.
    }
    throw refused(name, value, "a whole number, 1 or more", "");
  }

  /** True or false. */
  static Optional<Boolean> truth(String name, @Nullable String value) {
    return text(value)
        .map(
            given ->
                switch (given) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw refused(name, given, "`true` or `false`");
                });
  }

  static int limit(@Nullable String value, int usual, int most) {
    return number("limit", value, 1, most).orElse((long) usual).intValue();
  }

  /** One of an enum's names, in any case. */
  static <E extends Enum<E>> Optional<E> oneOf(String name, @Nullable String value, Class<E> type) {
    return text(value)
        .map(
            given ->
                word("query parameter " + name, given, Arrays.asList(type.getEnumConstants())));
  }

  /**
   * One of these, by its name in any case.
   *
   * @param where what names it in a problem
   */
  static <E extends Enum<E>> E word(String where, String given, List<E> known) {
    return known.stream()
        .filter(one -> one.name().equalsIgnoreCase(given))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> words =
                  known.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
              String near =
                  NearMiss.of(given, words).map(word -> "Did you mean `" + word + "`?").orElse("");
              return refused(where, given, "one of " + String.join(", ", words), near);
            });
  }

  /** Refuses query parameters that are not known here: a filter must not be overlooked. */
  static void known(Collection<String> given, List<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new Refusal(
            BAD_REQUEST,
            new Problem(
                "unknown-parameter",
                "query parameter " + shown(name),
                "There is no such parameter here.",
                NearMiss.advice(name, known, "The parameters")));
      }
    }
  }

  static String shown(String given) {
    return given.length() > 50 ? given.substring(0, 50) + "…" : given;
  }

  private static Refusal refused(String name, String given, String expected) {
    return refused("query parameter " + name, given, expected, "");
  }

  private static Refusal refused(String where, String given, String expected, String advice) {
    return new Refusal(
        BAD_REQUEST,
        new Problem(
            "bad-parameter", where, "`" + shown(given) + "` is not " + expected + ".", advice));
  }
}
