package dev.penstock.api.stats;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import dev.penstock.api.backfill.Step;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.stats.Stats.StatsQuery;
import dev.penstock.error.Problem;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * A span of time in steps. The first begins where a step of its kind begins: at a full hour, at
 * midnight, on a Monday, on the first of a month or year in the time zone; the last ends with the
 * span.
 *
 * @param step their length, in words
 * @param bounds begin of each, then the end of the last
 */
record TimeSteps(String step, List<Instant> bounds) {
  static final int MOST = 500;
  static final Duration LONGEST = Duration.ofDays(400);

  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration BY_HOURS = Duration.ofDays(3);
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  static TimeSteps of(StatsQuery query, Instant now) {
    Instant until = bounded("until", query.until().orElse(now));
    Instant since = bounded("since", query.since().orElseGet(() -> until.minus(USUAL)));
    if (!since.isBefore(until)) {
      throw refused(
          "since", "`" + since + "` is not before `until`, which is `" + until + "`.", "");
    }
    Duration span = Duration.between(since, until);
    if (span.compareTo(LONGEST) > 0) {
      throw refused(
          "since",
          "The span is %d days long; at most %d are counted at a time."
              .formatted(span.toDays(), LONGEST.toDays()),
          "Ask for less, or for one part after the other.");
    }
    String words = query.step().orElse(span.compareTo(BY_HOURS) <= 0 ? "1h" : "1d");
    Step step =
        Step.parse(words)
            .orElseThrow(
                () -> refused("step", "`" + shown(words) + "` is not " + Step.EXPECTED + ".", ""));
    return new TimeSteps(words, cut(begin(since, step, query.timezone()), until, step));
  }

  private static List<Instant> cut(ZonedDateTime begin, Instant until, Step step) {
    List<Instant> bounds = new ArrayList<>();
    for (int i = 0; ; i++) {
      Instant bound = step.end(begin, i).toInstant();
      if (!bound.isBefore(until)) {
        bounds.add(until);
        return bounds;
      }
      if (bounds.size() == MOST) {
        throw refused(
            "step",
            "The span has more than " + MOST + " such steps.",
            "Ask for longer steps, or for less.");
      }
      bounds.add(bound);
    }
  }

  private static ZonedDateTime begin(Instant since, Step step, ZoneId zone) {
    ZonedDateTime time = since.atZone(zone);
    if (!step.ofDays()) {
      return time.truncatedTo(
          step.unit() == ChronoUnit.MINUTES && step.count() < 60
              ? ChronoUnit.MINUTES
              : ChronoUnit.HOURS);
    }
    ZonedDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (step.unit()) {
      case WEEKS -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTHS -> day.with(TemporalAdjusters.firstDayOfMonth());
      case YEARS -> day.with(TemporalAdjusters.firstDayOfYear());
      default -> day;
    };
  }

  private static Instant bounded(String name, Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw refused(name, "The time must lie between the years 2000 and 2200.", "");
    }
    return time;
  }

  private static String shown(String text) {
    return text.length() > 50 ? text.substring(0, 50) + "…" : text;
  }

  private static Refusal refused(String name, String message, String advice) {
    return new Refusal(
        BAD_REQUEST, new Problem("bad-parameter", "query parameter " + name, message, advice));
  }
}
