package dev.penstock.connector.jdbc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times from the texts of PostgreSQL (ISO style, years to 294276, {@code BC}) and MariaDB
 * (among them days that do not exist, such as {@code 0000-00-00}).
 */
final class Temporals {
  private static final Pattern DATE = Pattern.compile("(\\d{4,7})-(\\d\\d)-(\\d\\d)( BC)?");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4,7})-(\\d\\d)-(\\d\\d)[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?"
              + "(?:([+-])(\\d\\d)(?::(\\d\\d))?(?::(\\d\\d))?|Z)?( BC)?");
  private static final Pattern TIME =
      Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");
  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;

  private Temporals() {}

  /** Days since 1970-01-01. */
  static long date(String text) throws BadValue {
    Matcher m = DATE.matcher(text);
    if (!m.matches()) {
      throw new BadValue("a date");
    }
    return day(m, m.group(4), "a date");
  }

  /** Microseconds since 1970-01-01 00:00, in UTC where the text has an offset. */
  static long timestamp(String text) throws BadValue {
    Matcher m = TIMESTAMP.matcher(text);
    if (!m.matches()) {
      throw new BadValue("a timestamp");
    }
    long time = time(m, 4, "a timestamp");
    long offset = 0;
    if (m.group(8) != null) {
      offset = number(m.group(9)) * 3_600 + number(m.group(10)) * 60 + number(m.group(11));
      offset = m.group(8).equals("-") ? -offset : offset;
    }
    try {
      long days = Math.multiplyExact(day(m, m.group(12), "a timestamp"), DAY);
      return Math.addExact(days, time - offset * SECOND);
    } catch (ArithmeticException e) {
      throw new BadValue("a timestamp that 64 bits of microseconds hold");
    }
  }

  /** Microseconds since midnight, less than a day. */
  static long time(String text) throws BadValue {
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      throw new BadValue("a time of day");
    }
    return time(m, 1, "a time of day");
  }

  private static long day(Matcher m, @Nullable String bc, String what) throws BadValue {
    int year = (int) number(m.group(1));
    try {
      return LocalDate.of(
              bc == null ? year : 1 - year, (int) number(m.group(2)), (int) number(m.group(3)))
          .toEpochDay();
    } catch (DateTimeException e) {
      throw new BadValue(what);
    }
  }

  private static long time(Matcher m, int group, String what) throws BadValue {
    long hours = number(m.group(group));
    long minutes = number(m.group(group + 1));
    long seconds = number(m.group(group + 2));
    if (hours > 23 || minutes > 59 || seconds > 59) {
      throw new BadValue(what);
    }
    String fraction = m.group(group + 3);
    long micros = fraction == null ? 0 : number((fraction + "00000").substring(0, 6));
    return (hours * 3_600 + minutes * 60 + seconds) * SECOND + micros;
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
