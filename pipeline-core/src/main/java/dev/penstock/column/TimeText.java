package dev.penstock.column;

/**
 * Reads days, times and points in time from text, as ISO 8601 and SQL write them: {@code
 * 2026-01-31}, {@code 23:59:59.5}, both with a {@code T} or a blank between them, and a zone behind
 * them. Years 0001 to 9999; nothing finer than a microsecond. Reused; not thread-safe.
 */
final class TimeText {
  static final long DAY = 86_400_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final int MAX_OFFSET_HOURS = 15;
  private static final int MAX_FRACTION = 9;
  private static final int MICROS = 6;
  private static final int DATE_LENGTH = 10;

  /** The result: days since 1970, microseconds of a day, or microseconds since 1970. */
  long value;

  private char[] chars = {};
  private int at;
  private int end;

  /** Whether the text is a day. */
  boolean date(char[] text, int from, int count) {
    start(text, from, count);
    return day() && at == end;
  }

  /** Whether the text is a time of day. */
  boolean time(char[] text, int from, int count) {
    start(text, from, count);
    return clock() && at == end;
  }

  /** Whether the text is a day and time without a zone; a day alone is its midnight. */
  boolean timestamp(char[] text, int from, int count) {
    start(text, from, count);
    return dayAndTime() && at == end;
  }

  /** Whether the text is a day and time with a zone. */
  boolean instant(char[] text, int from, int count) {
    start(text, from, count);
    return dayAndTime() && zone() && at == end;
  }

  private void start(char[] text, int from, int count) {
    chars = text;
    at = from;
    end = from + count;
  }

  private boolean dayAndTime() {
    if (!day()) {
      return false;
    }
    long days = value;
    value = 0;
    if (at < end) {
      char between = chars[at++];
      if ((between != 'T' && between != 't' && between != ' ') || !clock()) {
        return false;
      }
    }
    value += days * DAY;
    return true;
  }

  private boolean day() {
    if (end - at < DATE_LENGTH || chars[at + 4] != '-' || chars[at + 7] != '-') {
      return false;
    }
    int year = number(at, 4);
    int month = number(at + 5, 2);
    int day = number(at + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
      return false;
    }
    at += DATE_LENGTH;
    value = epochDay(year, month, day);
    return true;
  }

  private boolean clock() {
    if (end - at < 5 || chars[at + 2] != ':') {
      return false;
    }
    int hour = number(at, 2);
    int minute = number(at + 3, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return false;
    }
    value = hour * HOUR + minute * MINUTE;
    at += 5;
    if (at == end || chars[at] != ':') {
      return true;
    }
    int second = end - at < 3 ? -1 : number(at + 1, 2);
    if (second < 0 || second > 59) {
      return false;
    }
    value += second * SECOND;
    at += 3;
    return at == end || (chars[at] != '.' && chars[at] != ',') || fraction();
  }

  private boolean fraction() {
    int first = ++at;
    long unit = SECOND;
    for (; at < end && chars[at] >= '0' && chars[at] <= '9'; at++) {
      int digit = chars[at] - '0';
      unit /= 10;
      if (at - first >= MICROS && digit != 0) {
        return false;
      }
      value += digit * unit;
    }
    return at > first && at - first <= MAX_FRACTION;
  }

  private boolean zone() {
    if (at < end && chars[at] == ' ') {
      at++;
    }
    if (at == end) {
      return false;
    }
    char sign = chars[at];
    if (sign == 'Z' || sign == 'z') {
      at++;
      return true;
    }
    if (end - at == 3 && sign == 'U' && chars[at + 1] == 'T' && chars[at + 2] == 'C') {
      at = end;
      return true;
    }
    if ((sign != '+' && sign != '-') || end - at < 3) {
      return false;
    }
    int hours = number(at + 1, 2);
    at += 3;
    int minutes = 0;
    if (at < end) {
      at += chars[at] == ':' ? 1 : 0;
      minutes = end - at < 2 ? -1 : number(at, 2);
      at += 2;
    }
    if (hours < 0 || hours > MAX_OFFSET_HOURS || minutes < 0 || minutes > 59) {
      return false;
    }
    long offset = hours * HOUR + minutes * MINUTE;
    value -= sign == '-' ? -offset : offset;
    return true;
  }

  /** The number that so many digits stand for, or -1. */
  private int number(int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
  private static long epochDay(int year, int month, int day) {
    int y = month > 2 ? year : year - 1;
    int monthFromMarch = (month + 9) % 12;
    int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
  }
}
