package dev.penstock.api.backfill;

import dev.penstock.definition.ParameterType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a span of time into windows, each not before its start and before its end. */
final class Windows {
  /** The most windows of a backfill. */
  static final int MOST = 10_000;

  private Windows() {}

  /**
   * One window.
   *
   * @param starts value of the one parameter
   * @param ends value of the other
   */
  record Window(String starts, String ends) {}

  /** A date, or a time, which is one of the zone where it has no offset. */
  static Optional<ZonedDateTime> parse(String text, ZoneId zone) {
    try {
      if (text.length() == 10) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(zone));
      }
      String time = text.replace(' ', 'T');
      return Optional.of(
          time.matches(".*(Z|[+-]\\d{2}:\\d{2})")
              ? OffsetDateTime.parse(time).atZoneSameInstant(zone)
              : LocalDateTime.parse(time).atZone(zone));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The windows, oldest first; one more than {@link #MOST} where there are too many. */
  static List<Window> cut(ZonedDateTime from, ZonedDateTime to, Step step, ParameterType type) {
    List<Window> windows = new ArrayList<>();
    ZonedDateTime start = from;
    while (start.isBefore(to) && windows.size() <= MOST) {
      ZonedDateTime end = step.end(from, windows.size() + 1);
      ZonedDateTime last = end.isAfter(to) ? to : end;
      windows.add(new Window(text(start, type), text(last, type)));
      start = end;
    }
    return windows;
  }

  private static String text(ZonedDateTime time, ParameterType type) {
    return type == ParameterType.DATE ? time.toLocalDate().toString() : time.toInstant().toString();
  }
}
