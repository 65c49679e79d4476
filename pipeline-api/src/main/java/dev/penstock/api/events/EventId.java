package dev.penstock.api.events;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client says it has seen last. Written as {@code offset}, or in the stream of one run as
 * {@code offset:revision}.
 *
 * @param revision of the run; -1 where the id does not tell it
 */
public record EventId(long offset, long revision) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?::(\\d{1,18}))?");

  /** Empty where it is none of ours. */
  public static Optional<EventId> parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long revision = parts.group(2) == null ? -1 : Long.parseLong(parts.group(2));
    return Optional.of(new EventId(Long.parseLong(parts.group(1)), revision));
  }
}
