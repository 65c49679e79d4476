package dev.penstock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as authors write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}. */
public final class Durations {
  /** What is expected, to be shown in a mistake. */
  public static final String EXPECTED = "a length of time such as `30s`, `5m`, `2h` or `1d`";

  /** How they are written, for a JSON Schema. */
  public static final String PATTERN = "^([0-9]{1,9})(ms|s|m|h|d)$";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private Durations() {}

  /** The length; empty where the text is none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /** The length of a field; empty where it is wrong, which is then reported. */
  static Optional<Duration> read(Spot spot) {
    String text = spot.text(EXPECTED);
    Optional<Duration> found = parse(text);
    if (found.isEmpty() && !text.isEmpty()) {
      spot.problem("bad-duration", "`" + Paths.shown(text) + "` is not " + EXPECTED + ".", "");
    }
    return found;
  }
}
