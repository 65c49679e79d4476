package dev.penstock.transform;

import dev.penstock.definition.Finish;
import dev.penstock.definition.StepDefinition.Aggregate;
import dev.penstock.definition.StepDefinition.Aggregated;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.definition.StepDefinition.Deduplicate;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The batch's part of steps that the destination finishes: what their columns must be, and the SQL
 * of an aggregate, which gives parts that {@link Finish.Combine} puts together.
 */
final class Gathered {
  private static final Pattern WHOLE = Pattern.compile("U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER");
  private static final Pattern WIDE = Pattern.compile("U?HUGEINT|UBIGINT");
  private static final Pattern EXACT = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");
  private static final Pattern FLOATING = Pattern.compile("FLOAT|DOUBLE");
  private static final Pattern ORDERED =
      Pattern.compile("VARCHAR|BOOLEAN|DATE|TIME|TIMESTAMP.*", Pattern.DOTALL);
  private static final Pattern NESTED =
      Pattern.compile(".*]|JSON|(STRUCT|MAP|UNION|INTERVAL).*", Pattern.DOTALL);

  private final Aggregate step;
  private final Finish.Combine combine;
  private final Hidden hidden;
  private final Place place;

  Gathered(Aggregate step, Hidden hidden, Place place) {
    this.step = step;
    this.combine = (Finish.Combine) Finish.of(step);
    this.hidden = hidden;
    this.place = place;
  }

  /** Checks a deduplicate, which does nothing to a batch. */
  static void check(Deduplicate step, List<Column> columns, Place place) {
    List<Column> key = find(step.key(), "key", columns, place);
    groupable("key", key, place);
    groupable("order", find(List.copyOf(step.order().keySet()), "order", columns, place), place);
    if (columns.stream().noneMatch(Column::isPlace)) {
      throw problem(
          "no-place",
          place.where(),
          "A step before this one left _place out, which decides between equal records.",
          "Keep _place in the query.");
    }
    columns.stream()
        .filter(column -> Finish.hidden(column.name()))
        .findFirst()
        .ifPresent(column -> reserved(column.name(), place));
  }

  private static List<Column> find(
      List<String> names, String field, List<Column> columns, Place place) {
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      found.add(Column.named(names.get(i), place.at(field + "[" + i + "]"), columns));
    }
    return found;
  }

  /** Values that are equal in DuckDB are equal in every destination. */
  static void groupable(List<Column> by, Place place) {
    groupable("by", by, place);
    by.stream()
        .filter(column -> Finish.hidden(column.name()))
        .findFirst()
        .ifPresent(column -> reserved(column.name(), place));
  }

  private static void groupable(String field, List<Column> columns, Place place) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (NESTED.matcher(column.type()).matches()) {
        throw problem(
            "nested-column",
            place.at(field + "[" + i + "]"),
            "The column " + column.name() + " is " + column.type() + ", which is not one value.",
            "Derive a text or a number from it before this step.");
      }
    }
  }

  private static void reserved(String column, Place place) {
    throw problem(
        "reserved-column",
        place.where(),
        "Column names that begin with " + Finish.HIDDEN + " are kept for Penstock: " + column + ".",
        "Rename the column before this step.");
  }

  /** A hidden column for each value that has an argument, to the value. */
  Map<String, String> arguments() {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String value : step.values().keySet()) {
      if (!of(value).equals("*")) {
        arguments.put(hidden.plain("v" + arguments.size()), value);
      }
    }
    return arguments;
  }

  /** What the value is an aggregate of. */
  String of(String value) {
    return aggregated(value).of();
  }

  private Aggregated aggregated(String value) {
    return Objects.requireNonNull(step.values().get(value));
  }

  /** The argument as it is evaluated for each record. */
  String argument(String value, Column bound) {
    String operand = Quoted.operand(of(value));
    String type = bound.type();
    boolean number =
        WHOLE.matcher(type).matches()
            || EXACT.matcher(type).matches()
            || FLOATING.matcher(type).matches();
    boolean nothing = type.equals("\"NULL\"");
    Aggregation function = aggregated(value).function();
    boolean fits =
        switch (function) {
          case COUNT -> true;
          case SUM, AVG -> number;
          case MIN, MAX -> (number || ORDERED.matcher(type).matches()) && !nothing;
        };
    if (!fits) {
      throw problem(
          "bad-aggregate",
          place.at("values." + value),
          "There is no " + function.name().toLowerCase(Locale.ROOT) + " of " + type + ".",
          "Cast it to a number, a text or a time.");
    }
    if (function == Aggregation.COUNT) {
      return "CASE WHEN " + operand + " IS NOT NULL THEN TRUE END";
    }
    return WIDE.matcher(type).matches() ? "CAST(" + operand + " AS DECIMAL(38,0))" : operand;
  }

  /**
   * The groups' columns, without what they are read from.
   *
   * @param columns the arguments with their types as they travel
   */
  String query(List<Column> by, List<Column> columns) {
    Map<String, Column> arguments = new LinkedHashMap<>();
    arguments()
        .forEach(
            (argument, value) ->
                arguments.put(
                    value,
                    columns.stream()
                        .filter(column -> column.name().equals(argument))
                        .findFirst()
                        .orElseThrow()));
    StringJoiner list = new StringJoiner(", ", "SELECT ", "");
    by.forEach(column -> list.add(column.quoted()));
    StringJoiner parts = new StringJoiner(", ");
    step.values()
        .forEach(
            (name, value) -> {
              String as = " AS " + Quoted.name(name);
              Column of = arguments.get(name);
              String sql = of == null ? "*" : of.quoted();
              switch (value.function()) {
                case COUNT -> list.add("count(" + sql + ")" + as);
                case MIN -> list.add("min(" + sql + ")" + as);
                case MAX -> list.add("max(" + sql + ")" + as);
                case SUM -> list.add(sum(sql, of) + as);
                case AVG -> {
                  list.add("CAST(avg(" + sql + ") AS DOUBLE)" + as);
                  parts.add(sum(sql, of) + " AS " + Quoted.name(combine.sumOf(name)));
                  parts.add("count(" + sql + ") AS " + Quoted.name(combine.countOf(name)));
                }
              }
            });
    if (parts.length() > 0) {
      list.add(parts.toString());
    }
    return list.toString();
  }

  private static String sum(String sql, @Nullable Column of) {
    String type = of == null ? "" : of.type();
    Matcher exact = EXACT.matcher(type);
    if (exact.matches()) {
      return "CAST(sum(" + sql + ") AS DECIMAL(38," + exact.group(2) + "))";
    }
    return WHOLE.matcher(type).matches()
        ? "CAST(sum(" + sql + ") AS DECIMAL(38,0))"
        : "CAST(sum(" + sql + ") AS DOUBLE)";
  }

  /** The end of the query. Without records there is no group, as at the destination. */
  String groups(List<Column> by) {
    if (by.isEmpty()) {
      return " HAVING count(*) > 0";
    }
    StringJoiner list = new StringJoiner(", ", " GROUP BY ", "");
    by.forEach(column -> list.add(column.quoted()));
    return list.toString();
  }

  private static PermanentException problem(
      String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
