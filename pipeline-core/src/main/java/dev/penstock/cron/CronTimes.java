package dev.penstock.cron;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The times of a cron expression in a zone. Immutable, thread-safe.
 *
 * <p>Where clocks are put forward, a time that does not exist is the moment at which they are;
 * several of them are one. Where they are put back, a time that exists twice is the first one;
 * except where the hour is {@code *}, which is an interval and goes on through both.
 */
public final class CronTimes {
  /** What is expected, to be shown in a mistake. */
  public static final String EXPECTED =
      "five fields `minute hour day-of-month month day-of-week`, for example `0 2 * * *` for every"
          + " day at two, or one of `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`";

  private static final CronDefinition UNIX =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private static final List<String> FIELDS =
      List.of("minute", "hour", "day-of-month", "month", "day-of-week");

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int MAX_LENGTH = 200;

  /** From here on is looked whether there is any time at all. */
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean interval;

  private CronTimes(ExecutionTime times, ZoneId zone, boolean interval) {
    this.times = times;
    this.zone = zone;
    this.interval = interval;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException which says what is wrong, and with which field
   */
  public static CronTimes of(String expression, ZoneId zone) {
    String text = expression.strip();
    if (text.startsWith("@")) {
      String meant = NICKNAMES.get(text.toLowerCase(Locale.ROOT));
      if (meant == null) {
        throw new IllegalArgumentException("There is no such word as this.");
      }
      text = meant;
    }
    String[] fields = SPACE.split(text);
    if (text.length() > MAX_LENGTH || fields.length != FIELDS.size()) {
      throw new IllegalArgumentException(
          text.length() > MAX_LENGTH
              ? "It is longer than " + MAX_LENGTH + " characters."
              : "It has " + fields.length + (fields.length == 1 ? " field." : " fields."));
    }
    ExecutionTime times;
    try {
      times =
          ExecutionTime.forCron(new CronParser(UNIX).parse(String.join(" ", fields)).validate());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(culprit(fields), e);
    }
    CronTimes found = new CronTimes(times, zone, fields[1].equals("*"));
    if (found.local(START).isEmpty()) {
      throw new IllegalArgumentException("There is no day that fits it: it never fires.");
    }
    return found;
  }

  /** The first time behind this one; empty where there is none any more. */
  public Optional<Instant> next(Instant after) {
    return interval ? nextOfInterval(after) : nextOfDay(after);
  }

  public ZoneId zone() {
    return zone;
  }

  private Optional<Instant> nextOfDay(Instant after) {
    Optional<LocalDateTime> local = local(LocalDateTime.ofInstant(after, zone));
    while (local.isPresent()) {
      Instant at = instant(local.get());
      if (at.isAfter(after)) {
        return Optional.of(at);
      }
      local = local(local.get());
    }
    return Optional.empty();
  }

  /** Goes on in one offset until the clocks are changed, and from there in the other. */
  private Optional<Instant> nextOfInterval(Instant after) {
    Instant from = after;
    ZoneOffset offset = zone.getRules().getOffset(after);
    while (true) {
      Optional<LocalDateTime> local = local(LocalDateTime.ofInstant(from, offset));
      if (local.isEmpty()) {
        return Optional.empty();
      }
      Instant at = local.get().toInstant(offset);
      ZoneOffsetTransition change = zone.getRules().nextTransition(from);
      if (change == null || at.isBefore(change.getInstant())) {
        return Optional.of(at);
      }
      offset = change.getOffsetAfter();
      from = change.getInstant().minusSeconds(1);
      LocalDateTime first = LocalDateTime.ofInstant(from, offset);
      Optional<LocalDateTime> behind = local(first);
      if (behind.isEmpty()) {
        return Optional.empty();
      }
      Instant next = behind.get().toInstant(offset);
      ZoneOffsetTransition further = zone.getRules().nextTransition(change.getInstant());
      if (further == null || next.isBefore(further.getInstant())) {
        return Optional.of(next);
      }
      from = change.getInstant();
    }
  }

  private Instant instant(LocalDateTime local) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  /** The calendar alone, in which every day has 24 hours. */
  private Optional<LocalDateTime> local(LocalDateTime after) {
    return times
        .nextExecution(after.atZone(ZoneOffset.UTC))
        .map(next -> next.toLocalDateTime())
        .filter(next -> next.isAfter(after));
  }

  private static String culprit(String[] fields) {
    for (int i = 0; i < fields.length; i++) {
      String[] alone = {"*", "*", "*", "*", "*"};
      alone[i] = fields[i];
      try {
        new CronParser(UNIX).parse(String.join(" ", alone)).validate();
      } catch (IllegalArgumentException e) {
        return "Its field %d, the %s, cannot be `%s`."
            .formatted(i + 1, FIELDS.get(i), shown(fields[i]));
      }
    }
    return "Its fields do not fit each other.";
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
