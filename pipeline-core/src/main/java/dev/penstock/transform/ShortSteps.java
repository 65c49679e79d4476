package dev.penstock.transform;

import dev.penstock.definition.StepDefinition;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The expressions that steps without SQL stand for. Records are chosen by MD5, which every machine
 * and version computes alike, so that neither batches nor workers change the choice.
 */
final class ShortSteps {
  private static final long SHARES = 1_000_000_000;
  private static final String HIDDEN = "'***'";

  private ShortSteps() {}

  static String sample(StepDefinition.Sample step, List<Column> by) {
    if (step.every() > 0) {
      String place = by.getFirst().quoted();
      return place + " % " + step.every() + " = " + step.seed() % step.every();
    }
    return share(by, step.seed()) + " < " + shares(step.ratio());
  }

  static String split(StepDefinition.Split step, List<Column> by) {
    String share = share(by, step.seed());
    return String.format(
        Locale.ROOT,
        "CASE WHEN %s < %d THEN 'train' WHEN %s < %d THEN 'validation' ELSE 'test' END",
        share,
        shares(step.train()),
        share,
        shares(step.train() + step.validation()));
  }

  static String mask(StepDefinition.Masking how, Column column) {
    String text = "CAST(" + column.quoted() + " AS VARCHAR)";
    String shown =
        switch (how) {
          case REDACT -> HIDDEN;
          // Hashed behind SQL, which must not see the key.
          case HASH -> text;
          case PARTIAL ->
              "CASE WHEN length("
                  + text
                  + ") > 8 THEN "
                  + HIDDEN
                  + " || right("
                  + text
                  + ", 4) ELSE "
                  + HIDDEN
                  + " END";
        };
    return "CASE WHEN " + column.quoted() + " IS NOT NULL THEN " + shown + " END";
  }

  /** A whole number from 0 to below {@link #SHARES}; the lengths keep a|b and ab| apart. */
  private static String share(List<Column> by, long seed) {
    String texts =
        Stream.concat(
                Stream.of(Quoted.text(seed + ":")),
                by.stream().map(column -> "CAST(" + column.quoted() + " AS VARCHAR)"))
            .map(text -> "coalesce(length(" + text + ") || ':' || " + text + ", '-')")
            .collect(Collectors.joining(" || "));
    return "md5_number_lower(" + texts + ") % " + SHARES;
  }

  private static long shares(double ratio) {
    return Math.round(ratio * SHARES);
  }
}
