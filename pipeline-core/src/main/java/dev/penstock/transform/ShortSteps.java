package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles the steps that stand for one expression each. Records are chosen by MD5, which every
 * machine and version computes alike, so that neither batches nor workers change the choice.
 */
final class ShortSteps {
  private static final long SHARES = 1_000_000_000;
  private static final String HIDDEN = "'***'";

  private final Compilation compilation;
  private final Expressions expressions;
  private final ColumnSteps columns;
  private final MaskKey maskKey;

  ShortSteps(
      Compilation compilation, Expressions expressions, ColumnSteps columns, MaskKey maskKey) {
    this.compilation = compilation;
    this.expressions = expressions;
    this.columns = columns;
    this.maskKey = maskKey;
  }

  void sample(StepDefinition.Sample step, Place place) {
    List<Column> by = compilation.columns(step.by(), place, "by");
    if (by.isEmpty()) {
      Column own = compilation.find(Columns.PLACE);
      if (own == null) {
        throw Compilation.problem(
            "no-place",
            place.where(),
            "A step before this one left _place out, by which records are chosen.",
            "Keep _place in the query, or name columns with `by`.");
      }
      by = List.of(own);
    }
    String condition = chosen(step, by);
    compilation
        .records()
        .filter(expressions.condition(condition, place.where(), place.inStream(), "sample"));
  }

  void split(StepDefinition.Split step, Place place) {
    String name = step.column();
    if (compilation.find(name) != null) {
      throw Compilation.problem(
          "duplicate-column",
          place.where(),
          "There is a column " + name + " already.",
          "Choose another name with `column`.");
    }
    List<Column> by = new ArrayList<>(compilation.columns(step.by(), place, "by"));
    by.addAll(compilation.columns(step.stratify(), place, "stratify"));
    String value = part(step, by);
    columns.derive(new StepDefinition.Derive(Map.of(name, value)), place);
  }

  void mask(StepDefinition.Mask step, int number, Place place) {
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> hashed = new HashSet<>();
    step.columns()
        .forEach(
            (name, how) -> {
              Column column = compilation.column(name, place.at(name));
              values.put(column.name(), masked(how, column));
              if (how == StepDefinition.Masking.HASH) {
                hashed.add(column.name());
              }
            });
    if (!hashed.isEmpty() && !maskKey.present()) {
      throw Compilation.problem(
          "no-mask-key",
          place.where(),
          "`hash` needs a secret key, and none is configured here.",
          "Let the operator set penstock.mask.key or penstock.mask.key-file, for the transformer"
              + " and for the API's previews.");
    }
    columns.derive(new StepDefinition.Derive(values), place);
    if (!hashed.isEmpty()) {
      compilation.flush(number);
      compilation.java(number, place, rows -> new HashSegment(rows, hashed, maskKey));
    }
  }

  private static String chosen(StepDefinition.Sample step, List<Column> by) {
    if (step.every() > 0) {
      String place = by.getFirst().quoted();
      return place + " % " + step.every() + " = " + step.seed() % step.every();
    }
    return share(by, step.seed()) + " < " + shares(step.ratio());
  }

  private static String part(StepDefinition.Split step, List<Column> by) {
    String share = share(by, step.seed());
    return String.format(
        Locale.ROOT,
        "CASE WHEN %s < %d THEN 'train' WHEN %s < %d THEN 'validation' ELSE 'test' END",
        share,
        shares(step.train()),
        share,
        shares(step.train() + step.validation()));
  }

  private static String masked(StepDefinition.Masking how, Column column) {
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
