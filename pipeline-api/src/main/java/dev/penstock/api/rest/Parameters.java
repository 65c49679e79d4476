package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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

  static int limit(@Nullable String value, int usual, int most) {
    return number("limit", value, 1, most).orElse((long) usual).intValue();
  }

  /** One of an enum's names, in any case. */
  static <E extends Enum<E>> Optional<E> oneOf(String name, @Nullable String value, Class<E> type) {
    return text(value)
        .map(
            given ->
                Arrays.stream(type.getEnumConstants())
                    .filter(one -> one.name().equalsIgnoreCase(given))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            refused(
                                name,
                                given,
                                "one of "
                                    + Arrays.stream(type.getEnumConstants())
                                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))));
  }

  private static Refusal refused(String name, String given, String expected) {
    String shown = given.length() > 50 ? given.substring(0, 50) + "…" : given;
    return new Refusal(
        BAD_REQUEST,
        Problem.of(
            "bad-parameter",
            "query parameter " + name,
            "`" + shown + "` is not " + expected + "."));
  }
}
