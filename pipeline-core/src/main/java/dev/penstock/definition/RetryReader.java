package dev.penstock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what becomes of a run that something passing made fail. */
final class RetryReader {
  private final Reading reading;

  RetryReader(Reading reading) {
    this.reading = reading;
  }

  RetryDefinition read(Spot spot) {
    RetryDefinition usual = RetryDefinition.NONE;
    Spot.Fields fields = spot.fields(Shape.RETRY);
    boolean exponential =
        fields
            .get("backoff")
            .flatMap(word -> reading.word(word, RetryDefinition.Backoff.values(), "backoff"))
            .map(RetryDefinition.Backoff.EXPONENTIAL::equals)
            .orElse(usual.exponential());
    Duration delay = delay(fields, "delay", usual.delay());
    Duration maxDelay = delay(fields, "max_delay", usual.maxDelay());
    if (maxDelay.compareTo(delay) < 0) {
      if (fields.get("max_delay").isPresent()) {
        fields
            .get("max_delay")
            .get()
            .problem("bad-bounds", "is shorter than `delay`.", "Make it at least as long.");
      }
      maxDelay = delay;
    }
    return new RetryDefinition(
        fields.get("attempts").map(RetryReader::attempts).orElse(usual.attempts()),
        delay,
        exponential,
        maxDelay,
        fields.get("jitter").map(Spot::truth).orElse(usual.jitter()));
  }

  private static Duration delay(Spot.Fields fields, String name, Duration usual) {
    Optional<Spot> spot = fields.get(name);
    Duration found = spot.flatMap(Durations::read).orElse(usual);
    if (found.compareTo(DefinitionLimits.RETRY_DELAY) > 0) {
      spot.orElseThrow()
          .problem("too-long", "is longer than a day.", "At most `1d` lies between two attempts.");
      return usual;
    }
    return found;
  }

  private static int attempts(Spot spot) {
    OptionalLong count = spot.count();
    if (count.isPresent()
        && (count.getAsLong() < 1 || count.getAsLong() > DefinitionLimits.ATTEMPTS)) {
      spot.problem(
          "out-of-range",
          "is not between 1 and " + DefinitionLimits.ATTEMPTS + ".",
          "1 means that the run is never tried again by itself.");
      return 1;
    }
    return (int) count.orElse(1);
  }
}
