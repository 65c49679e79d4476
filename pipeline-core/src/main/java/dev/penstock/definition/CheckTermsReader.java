package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads name, severity and thresholds of a check. */
final class CheckTermsReader {
  /** The longest {@code name}: it is the check's name in every result. */
  static final int NAME = 200;

  private static final int DESCRIPTION = 2_000;
  private static final Pattern PERCENT = Pattern.compile(Names.PERCENT);

  private final Reading reading;

  CheckTermsReader(Reading reading) {
    this.reading = reading;
  }

  /**
   * The terms of a check.
   *
   * @param counts whether the kind counts rows, so that it can have thresholds
   */
  CheckTerms read(Spot.Fields fields, boolean counts) {
    String name = text(fields, "name", NAME);
    String description = text(fields, "description", DESCRIPTION);
    CheckSeverity severity =
        fields
            .get("severity")
            .flatMap(word -> reading.word(word, CheckSeverity.values(), "severity"))
            .orElse(CheckSeverity.ERROR);
    Optional<RejectBudget> fail = fields.get("fail_above").flatMap(CheckTermsReader::amount);
    Optional<RejectBudget> warn = fields.get("warn_above").flatMap(CheckTermsReader::amount);
    if (!counts) {
      Stream.of("fail_above", "warn_above")
          .flatMap(field -> fields.get(field).stream())
          .forEach(
              spot ->
                  spot.problem(
                      "no-threshold",
                      "This kind of check is about the whole table and counts no failing rows.",
                      "Remove it."));
    } else {
      thresholds(fields, severity, fail, warn);
    }
    RejectBudget none = new RejectBudget.Count(0);
    return new CheckTerms(name, description, severity, fail.orElse(none), warn.orElse(none));
  }

  private static void thresholds(
      Spot.Fields fields,
      CheckSeverity severity,
      Optional<RejectBudget> fail,
      Optional<RejectBudget> warn) {
    if (severity == CheckSeverity.WARN) {
      fields
          .get("fail_above")
          .ifPresent(
              spot ->
                  spot.problem(
                      "no-threshold",
                      "A check with `severity: warn` never fails a run.",
                      "Remove `fail_above`, or the severity."));
    } else if (fail.isEmpty() && warn.isPresent() && fields.get("fail_above").isEmpty()) {
      fields
          .get("warn_above")
          .ifPresent(
              spot ->
                  spot.problem(
                      "no-threshold",
                      "Without `fail_above` one failing row fails the run, so this never warns.",
                      "Say `severity: warn`, or give `fail_above` too."));
    } else if (fail.isPresent() && warn.isPresent() && !below(warn.get(), fail.get())) {
      fields
          .get("warn_above")
          .ifPresent(
              spot ->
                  spot.problem(
                      "bad-bounds",
                      "warn_above ("
                          + warn.get().text()
                          + ") is not less than fail_above ("
                          + fail.get().text()
                          + ").",
                      ""));
    }
  }

  /** Whether one threshold can be passed before the other; a count and a percentage may always. */
  private static boolean below(RejectBudget warn, RejectBudget fail) {
    return switch (warn) {
      case RejectBudget.Count w -> !(fail instanceof RejectBudget.Count f) || w.max() < f.max();
      case RejectBudget.Percent w -> !(fail instanceof RejectBudget.Percent f) || w.max() < f.max();
    };
  }

  private static Optional<RejectBudget> amount(Spot spot) {
    JsonNode node = spot.node();
    if (node.isTextual() && PERCENT.matcher(node.textValue()).matches()) {
      return Optional.of(RejectBudget.of(node.textValue()));
    }
    if (node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 0
        && node.longValue() <= RejectBudget.MOST) {
      return Optional.of(new RejectBudget.Count(node.longValue()));
    }
    spot.problem(
        "bad-threshold",
        "is not a number of rows, 0 to "
            + RejectBudget.MOST
            + ", or a part of them, `0%` to `100%`.",
        "Write for example `10` or `1%`.");
    return Optional.empty();
  }

  private static String text(Spot.Fields fields, String field, int most) {
    String text = fields.text(field, "a text");
    if (text.length() > most) {
      fields
          .get(field)
          .ifPresent(
              spot ->
                  spot.problem(
                      "too-long",
                      "has " + text.length() + " characters; at most " + most + " are allowed.",
                      ""));
    }
    return text;
  }
}
