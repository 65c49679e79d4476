package dev.penstock.api.backfill;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The length of a window: minutes and hours by the clock, days and more by the calendar.
 *
 * @param count at least 1
 */
public record Step(int count, ChronoUnit unit) {
  public static final String EXPECTED =
      "a length such as `15m`, `6h`, `1d`, `2 weeks`, `1 month`, `1 year`";

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4}) ?([a-z]+)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.ofEntries(
          Map.entry("m", ChronoUnit.MINUTES),
          Map.entry("minute", ChronoUnit.MINUTES),
          Map.entry("h", ChronoUnit.HOURS),
          Map.entry("hour", ChronoUnit.HOURS),
          Map.entry("d", ChronoUnit.DAYS),
          Map.entry("day", ChronoUnit.DAYS),
          Map.entry("w", ChronoUnit.WEEKS),
          Map.entry("week", ChronoUnit.WEEKS),
          Map.entry("month", ChronoUnit.MONTHS),
          Map.entry("y", ChronoUnit.YEARS),
          Map.entry("year", ChronoUnit.YEARS));

  public static Optional<Step> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String word = matcher.group(2);
    String one =
        word.length() > 1 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    return Optional.ofNullable(UNITS.get(one))
        .map(unit -> new Step(Integer.parseInt(matcher.group(1)), unit));
  }

  /** Whether it is days, or more. */
  public boolean ofDays() {
    return unit.compareTo(ChronoUnit.DAYS) >= 0;
  }

  /** The end of the window with this number, counted from 1: months do not drift. */
  public ZonedDateTime end(ZonedDateTime start, int number) {
    return start.plus((long) count * number, unit);
  }
}
