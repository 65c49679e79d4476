package dev.penstock.connector.audit;

import dev.penstock.definition.CheckSeverity;
import dev.penstock.definition.CheckTerms;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people say them. */
final class CheckWords {
  private CheckWords() {}

  /** {@code 1,234 rows}, {@code 1 row}. */
  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** What a check bears, where that is not the usual; behind the number of failing rows. */
  static String thresholds(CheckTerms terms, long total) {
    boolean usual =
        terms.failAbove().equals(CheckTerms.STRICT.failAbove())
            && terms.warnAbove().equals(CheckTerms.STRICT.warnAbove());
    if (usual) {
      return "";
    }
    String fails =
        terms.severity() == CheckSeverity.ERROR ? "fails above " + terms.failAbove().text() : "";
    String warns = "warns above " + terms.warnAbove().text();
    return ", of "
        + String.format(Locale.ROOT, "%,d", total)
        + "; "
        + (fails.isEmpty() ? warns : fails + ", " + warns);
  }

  /** {@code 3 d 4 h}, {@code 4 h 5 min}, {@code 12 s}. */
  static String age(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d " + age.toHoursPart() + " h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
        : age.toSeconds() + " s";
  }
}
