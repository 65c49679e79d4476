package dev.penstock.transform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Grows neighbouring row-preserving steps into one query that gives exactly one row for each row of
 * its input, in order. Filters and rejects only set a flag, so that no optimiser can move a filter
 * in front of an error, and steps behind the flag are not evaluated for the record.
 *
 * <p>It is built twice: strict, where an error fails the query, and isolating, where {@code TRY}
 * turns an error into a flag. The record's first failing step wins in both.
 */
final class RecordQuery {
  /** An author's expression that can raise an error. */
  record Expression(String sql, boolean canTry, Outcome.Raised raised) {}

  private final Hidden hidden;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> carried = new ArrayList<>();
  private final Set<String> derived = new HashSet<>();
  private List<String> columns;
  private String strict;
  private String isolating;
  private int names;

  RecordQuery(Hidden hidden, List<String> columns) {
    this.hidden = hidden;
    this.columns = List.copyOf(columns);
    String start =
        select(keep(columns), "CAST(NULL AS INTEGER)", "CAST(NULL AS VARCHAR)", hidden.rows());
    this.strict = start;
    this.isolating = start;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** A query over the record up to here that evaluates one more expression. */
  String probe(String expression) {
    return "SELECT " + alive(Quoted.operand(expression)) + " FROM (" + isolating + ") AS input";
  }

  /** New column to the old one that it takes the place of. */
  void rearrange(Map<String, String> newToOld) {
    List<String> gone = new ArrayList<>(columns);
    gone.removeAll(newToOld.values());
    Map<String, String> items = new LinkedHashMap<>();
    newToOld.forEach((name, old) -> items.put(name, Quoted.name(old)));
    Set<String> stillDerived = new HashSet<>();
    newToOld.forEach(
        (name, old) -> {
          if (derived.contains(old)) {
            stillDerived.add(name);
          }
        });
    Map<String, String> carry = carry(gone);
    strict = level(strict, items, carry, hidden.flag(), hidden.value());
    isolating = level(isolating, items, carry, hidden.flag(), hidden.value());
    derived.clear();
    derived.addAll(stillDerived);
    columns = List.copyOf(newToOld.keySet());
  }

  void cast(String step, Map<String, String> types) {
    Map<String, String> results = new LinkedHashMap<>();
    Map<String, String> items = keep(columns);
    StringBuilder flags = new StringBuilder();
    StringBuilder values = new StringBuilder();
    types.forEach(
        (column, type) -> {
          String quoted = Quoted.name(column);
          String result = fresh();
          results.put(result, "TRY_CAST(" + quoted + " AS \n" + type + "\n)");
          items.put(column, result);
          int code = code(new Outcome.NotCast(step, column, type));
          String failed = " WHEN " + result + " IS NULL AND " + quoted + " IS NOT NULL THEN ";
          flags.append(failed).append(code);
          values.append(failed).append("left(CAST(" + quoted + " AS VARCHAR), 101)");
        });
    Function<String, String> both =
        from ->
            level(
                with(from, results),
                items,
                carry(List.of()),
                first(hidden.flag(), flags),
                first(hidden.value(), values));
    strict = both.apply(strict);
    isolating = both.apply(isolating);
  }

  void derive(Map<String, Expression> expressions) {
    List<String> after = new ArrayList<>(columns);
    List<String> gone = new ArrayList<>();
    for (String name : expressions.keySet()) {
      int old = indexOf(after, name);
      if (old >= 0) {
        gone.add(after.set(old, name));
      } else {
        after.add(placeLast(after), name);
      }
    }
    Map<String, String> carry = carry(gone);
    Map<String, String> items = keep(after);
    expressions.forEach((name, e) -> items.put(name, alive(Quoted.operand(e.sql()))));
    strict = level(strict, items, carry, hidden.flag(), hidden.value());

    Map<String, String> tried = new LinkedHashMap<>();
    StringBuilder flags = new StringBuilder();
    expressions.forEach(
        (name, e) -> {
          if (e.canTry()) {
            String result = trying(e, tried);
            items.put(name, result + "[1]");
            flags.append(failed(result, e));
          } else {
            code(e.raised());
          }
        });
    isolating =
        level(with(isolating, tried), items, carry, first(hidden.flag(), flags), hidden.value());
    derived.addAll(expressions.keySet());
    columns = after;
  }

  void filter(Expression condition) {
    int code = code(new Outcome.Filtered());
    check(condition, result -> " WHEN " + result + " THEN NULL ELSE " + code);
  }

  /**
   * @param shown SQL that tells the values which the check looked at
   */
  void validate(Outcome.RuleBroken broken, Expression check, String shown) {
    int code = code(broken);
    check(check, result -> " WHEN NOT " + result + " THEN " + code);
    String value =
        "CASE WHEN "
            + hidden.flag()
            + " = "
            + code
            + " THEN "
            + shown
            + " ELSE "
            + hidden.value()
            + " END";
    strict = level(strict, keep(columns), carry(List.of()), hidden.flag(), value);
    isolating = level(isolating, keep(columns), carry(List.of()), hidden.flag(), value);
  }

  /** The finished query: columns as {@code output} says, then carried ones, flag and value. */
  String finish(boolean isolate, Map<String, String> output) {
    return level(
        isolate ? isolating : strict, output, carry(List.of()), hidden.flag(), hidden.value());
  }

  private void check(Expression condition, Function<String, String> then) {
    String operand = Quoted.operand(condition.sql());
    strict =
        level(
            strict,
            keep(columns),
            carry(List.of()),
            first(hidden.flag(), then.apply(operand)),
            hidden.value());
    Map<String, String> tried = new LinkedHashMap<>();
    String flags;
    if (condition.canTry()) {
      String result = trying(condition, tried);
      flags = failed(result, condition) + then.apply(result + "[1]");
    } else {
      code(condition.raised());
      flags = then.apply(operand);
    }
    isolating =
        level(
            with(isolating, tried),
            keep(columns),
            carry(List.of()),
            first(hidden.flag(), flags),
            hidden.value());
  }

  /** TRY gives NULL for an error; inside a list a NULL of the expression stays apart from it. */
  private String trying(Expression expression, Map<String, String> tried) {
    String result = fresh();
    tried.put(result, alive("TRY([" + Quoted.operand(expression.sql()) + "])"));
    return result;
  }

  private String failed(String result, Expression expression) {
    return " WHEN " + result + " IS NULL THEN " + code(expression.raised());
  }

  /**
   * An overwritten or dropped column that an expression made: its errors count although nobody
   * reads it, so the optimiser must not leave it out.
   */
  private Map<String, String> carry(List<String> gone) {
    Map<String, String> items = keepQuoted(carried);
    for (String column : gone) {
      if (derived.remove(column)) {
        String name = fresh();
        carried.add(name);
        items.put(name, Quoted.name(column) + " IS NULL");
      }
    }
    return items;
  }

  private String alive(String expression) {
    return outcomes.isEmpty()
        ? expression
        : "CASE WHEN " + hidden.flag() + " IS NULL THEN " + expression + " END";
  }

  private static String first(String set, CharSequence then) {
    return then.isEmpty() ? set : "CASE WHEN " + set + " IS NOT NULL THEN " + set + then + " END";
  }

  private static String with(String from, Map<String, String> more) {
    if (more.isEmpty()) {
      return from;
    }
    StringJoiner items = new StringJoiner(", ", "SELECT *, ", " FROM (" + from + ") AS input");
    more.forEach((name, sql) -> items.add(sql + " AS " + name));
    return items.toString();
  }

  private String level(
      String from,
      Map<String, String> items,
      Map<String, String> carry,
      String flag,
      String value) {
    Map<String, String> all = new LinkedHashMap<>();
    items.forEach((name, sql) -> all.put(Quoted.name(name), sql));
    all.putAll(carry);
    return selectQuoted(all, flag, value, "(" + from + ") AS input");
  }

  private String select(Map<String, String> items, String flag, String value, String from) {
    Map<String, String> quoted = new LinkedHashMap<>();
    items.forEach((name, sql) -> quoted.put(Quoted.name(name), sql));
    return selectQuoted(quoted, flag, value, from);
  }

  private String selectQuoted(Map<String, String> items, String flag, String value, String from) {
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM " + from);
    items.forEach((name, sql) -> list.add(sql + " AS " + name));
    list.add(flag + " AS " + hidden.flag());
    list.add(value + " AS " + hidden.value());
    return list.toString();
  }

  private static Map<String, String> keep(List<String> columns) {
    Map<String, String> items = new LinkedHashMap<>();
    columns.forEach(column -> items.put(column, Quoted.name(column)));
    return items;
  }

  private static Map<String, String> keepQuoted(List<String> names) {
    Map<String, String> items = new LinkedHashMap<>();
    names.forEach(name -> items.put(name, name));
    return items;
  }

  private static int indexOf(List<String> columns, String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static int placeLast(List<String> columns) {
    int place = indexOf(columns, dev.penstock.batch.Columns.PLACE);
    return place < 0 ? columns.size() : place;
  }

  private String fresh() {
    return hidden.name("x" + names++);
  }

  private int code(Outcome outcome) {
    outcomes.add(outcome);
    return outcomes.size() - 1;
  }
}
