package dev.penstock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads how runs are carried out. */
final class SettingsReader {
  private SettingsReader() {}

  static Settings read(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.SETTINGS);
    return new Settings(
        fields.get("parallelism").map(SettingsReader::most).orElse(OptionalInt.empty()),
        fields.get("runs").map(SettingsReader::most).orElse(OptionalInt.empty()),
        fields.get("priority").map(SettingsReader::priority).orElse(0),
        fields.get("stalled_after").flatMap(SettingsReader::time),
        fields.get("slow_after").flatMap(SettingsReader::time));
  }

  private static OptionalInt most(Spot spot) {
    return whole(spot, 1, Settings.MOST);
  }

  private static int priority(Spot spot) {
    return whole(spot, Settings.LEAST_PRIORITY, Settings.MOST_PRIORITY).orElse(0);
  }

  private static OptionalInt whole(Spot spot, int least, int most) {
    boolean fits =
        spot.node().isIntegralNumber()
            && spot.node().canConvertToInt()
            && spot.node().intValue() >= least
            && spot.node().intValue() <= most;
    if (!fits) {
      spot.problem("wrong-type", "expected a whole number from " + least + " to " + most + ".", "");
      return OptionalInt.empty();
    }
    return OptionalInt.of(spot.node().intValue());
  }

  private static Optional<Duration> time(Spot spot) {
    Optional<Duration> time = Durations.read(spot);
    if (time.filter(Duration::isZero).isPresent()) {
      spot.problem("bad-duration", "is 0; expected more.", "");
      return Optional.empty();
    }
    return time;
  }
}
