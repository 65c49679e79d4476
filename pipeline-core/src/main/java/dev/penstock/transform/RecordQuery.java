package dev.penstock.transform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Grows neighbouring row-preserving steps into one query that gives exactly one row for each row of
 * its input, in order. Filters and rejects only set a flag, so that no optimiser can move a filter
 * in front of an error, and steps behind the flag are not evaluated for the record. {@code TRY}
 * turns an error into a flag, too. The record's first failing step wins.
 */
final class RecordQuery {
  /**
   * An author's expression that can raise an error.
   *
   * @param tryable the same where TRY stands around it; null where TRY cannot
   */
  record Expression(String sql, @Nullable String tryable, Outcome.Raised raised) {}

  /**
   * A rule that only warns.
   *
   * @param check the condition as its author wrote it, which may raise an error; empty for others
   */
  record Warns(Told told, String check) {
    private static final char BROKEN = 'b';
    private static final char RAISED = 'r';

    String message(String value) {
      String shown = value.substring(1);
      return value.charAt(0) == BROKEN
          ? told.message(shown)
          : check + " raises an error for " + shown;
    }
  }

  /** A flag that no outcome has. */
  private static final String GOES_ON = "-1";

  private final Hidden hidden;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<String> carried = new ArrayList<>();
  private final Set<String> derived = new HashSet<>();
  private final Map<String, Warns> warns = new LinkedHashMap<>();
  private final String start;
  private List<String> columns;
  private String sql;
  private int names;

  RecordQuery(Hidden hidden, List<String> columns) {
    this.hidden = hidden;
    this.columns = List.copyOf(columns);
    this.start =
        "SELECT *, CAST(NULL AS INTEGER) AS "
            + hidden.flag()
            + ", CAST(NULL AS VARCHAR) AS "
            + hidden.value()
            + " FROM "
            + hidden.rows();
    this.sql = start;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** How an error of one more expression over the record up to here can be had again. */
  Outcome.Probe probe(String expression) {
    return new Outcome.Probe(sql, alive(Quoted.operand(expression)));
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
    sql = select(sql, items, carry);
    derived.clear();
    derived.addAll(stillDerived);
    columns = List.copyOf(newToOld.keySet());
  }

  /**
   * A value that has to become another.
   *
   * @param column the author's
   * @param sql gives NULL where the value does not convert
   */
  record Conversion(String column, String sql, Outcome.NotCast failed) {}

  void cast(List<Conversion> conversions) {
    Map<String, String> results = new LinkedHashMap<>();
    Map<String, String> items = new LinkedHashMap<>();
    StringBuilder flags = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (Conversion conversion : conversions) {
      String quoted = Quoted.name(conversion.column());
      String result = fresh();
      results.put(result, conversion.sql());
      items.put(quoted, result);
      int code = code(conversion.failed());
      String failed = " WHEN " + result + " IS NULL AND " + quoted + " IS NOT NULL THEN ";
      flags.append(failed).append(code);
      values.append(failed).append("left(CAST(" + quoted + " AS VARCHAR), 101)");
    }
    items.put(hidden.flag(), first(hidden.flag(), flags));
    items.put(hidden.value(), first(hidden.value(), values));
    sql = level(level(sql, Map.of(), results), items, Map.of());
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
    Map<String, String> changed = new LinkedHashMap<>();
    Map<String, String> added = carry(gone);
    Map<String, String> tried = new LinkedHashMap<>();
    StringBuilder flags = new StringBuilder();
    expressions.forEach(
        (name, e) -> {
          Map<String, String> target = indexOf(columns, name) >= 0 ? changed : added;
          String tryable = e.tryable();
          if (tryable == null) {
            target.put(Quoted.name(name), alive(Quoted.operand(e.sql())));
            code(e.raised());
          } else {
            String result = fresh();
            tried.put(result, alive("TRY(" + Quoted.operand(tryable) + ")"));
            target.put(Quoted.name(name), result);
            flags.append(failed(result, tryable, e.raised()));
          }
        });
    changed.put(hidden.flag(), first(hidden.flag(), flags));
    sql = level(level(sql, Map.of(), tried), changed, added);
    derived.addAll(expressions.keySet());
    columns = after;
  }

  /**
   * Takes JSON apart into lists of one length, each a new column at the end.
   *
   * @param column JSON
   */
  void nest(Outcome.NotNested refused, String column, List<Nested> lists) {
    String elements = fresh();
    int code = code(refused);
    String kind = fresh();
    String wrong = fresh();
    boolean objects = !lists.getFirst().field().isEmpty();
    String json = Quoted.name(column);
    sql = level(sql, Map.of(), Map.of(kind, alive(Nested.kind(json))));
    sql = level(sql, Map.of(), Map.of(elements, Nested.elements(json, kind, objects)));
    sql = level(sql, Map.of(), Map.of(wrong, Nested.wrong(json, kind, elements, objects)));
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> bad = new LinkedHashMap<>();
    StringBuilder flags = new StringBuilder(" WHEN " + wrong + " IS NOT NULL THEN " + code);
    StringBuilder shown = new StringBuilder(" WHEN " + wrong + " IS NOT NULL THEN " + wrong);
    for (Nested list : lists) {
      String text = fresh();
      texts.put(text, list.texts(elements));
      values.put(list.quoted(), list.values(text));
      list.failed()
          .ifPresent(
              failed -> {
                String first = fresh();
                bad.put(first, list.bad(text));
                flags.append(" WHEN " + first + " IS NOT NULL THEN " + code(failed));
                shown.append(" WHEN " + first + " IS NOT NULL THEN left(" + first + ", 101)");
              });
    }
    sql = level(level(level(sql, Map.of(), texts), Map.of(), bad), Map.of(), values);
    Map<String, String> changed = new LinkedHashMap<>();
    changed.put(hidden.flag(), first(hidden.flag(), flags));
    changed.put(hidden.value(), first(hidden.value(), shown));
    sql = level(sql, changed, Map.of());
    List<String> after = new ArrayList<>(columns);
    lists.forEach(list -> after.add(list.name()));
    columns = List.copyOf(after);
  }

  void filter(Expression condition) {
    int code = code(new Outcome.Filtered());
    check(condition, " THEN " + GOES_ON + " ELSE " + code, "");
  }

  /** Whether nothing was done to the records so far. */
  boolean isUntouched() {
    return sql.equals(start);
  }

  /** By hidden column: it tells the value where a rule that only warns is broken. */
  Map<String, Warns> warns() {
    return warns;
  }

  /**
   * @param shown SQL that tells the values which the check looked at
   */
  void validate(Told told, Expression check, String shown) {
    validate(new Outcome.RuleBroken(told), check, shown);
  }

  /** The same for another outcome than a broken rule. */
  void validate(Outcome broken, Expression check, String shown) {
    int code = code(broken);
    check(check, " THEN " + code + " ELSE " + GOES_ON, "NOT ");
    show(code, shown);
  }

  /** The same for a rule that raises no error. */
  void validate(Told told, RuleSql rule) {
    int code = code(new Outcome.RuleBroken(told));
    String flag = first(hidden.flag(), " WHEN " + rule.broken() + " THEN " + code);
    sql = level(sql, Map.of(hidden.flag(), flag), Map.of());
    show(code, rule.shown());
  }

  /** A rule that lets the record go on. */
  void warn(Warns warns, Expression check, String shown) {
    String name = fresh();
    String broken =
        "coalesce(TRY(CASE WHEN NOT "
            + Quoted.operand(String.valueOf(check.tryable()))
            + " THEN 1 ELSE 0 END), 2)";
    sql = level(sql, Map.of(), Map.of(name, alive(broken)));
    String value =
        "CASE WHEN %1$s > 0 THEN concat(CASE WHEN %1$s = 1 THEN '%2$s' ELSE '%3$s' END, %4$s) END";
    sql =
        level(
            sql,
            Map.of(
                name, String.format(Locale.ROOT, value, name, Warns.BROKEN, Warns.RAISED, shown)),
            Map.of());
    carry(name, warns);
  }

  /** The same for a rule that raises no error. */
  void warn(Told told, RuleSql rule) {
    String name = fresh();
    String value =
        "CASE WHEN "
            + rule.broken()
            + " THEN concat('"
            + Warns.BROKEN
            + "', "
            + rule.shown()
            + ") END";
    sql = level(sql, Map.of(), Map.of(name, alive(value)));
    carry(name, new Warns(told, ""));
  }

  private void carry(String name, Warns rule) {
    carried.add(name);
    warns.put(name.substring(1, name.length() - 1), rule);
  }

  private void show(int code, String shown) {
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
    sql = level(sql, Map.of(hidden.value(), value), Map.of());
  }

  /** The finished query: columns as {@code output} says, then flag, value and carried ones. */
  String finish(Map<String, String> output) {
    return select(sql, output, Map.of());
  }

  /** Sets the flag; a number in place of NULL tells a record that goes on from an error. */
  private void check(Expression condition, String then, String not) {
    String tryable = condition.tryable();
    String flag =
        "CASE WHEN "
            + hidden.flag()
            + " IS NOT NULL THEN "
            + hidden.flag()
            + " WHEN "
            + not
            + Quoted.operand(tryable == null ? condition.sql() : tryable)
            + then
            + " END";
    int raised = code(condition.raised());
    String tried = tryable == null ? flag : "coalesce(TRY(" + flag + "), " + raised + ")";
    String next = "nullif(" + tried + ", " + GOES_ON + ")";
    sql = level(sql, Map.of(hidden.flag(), next), Map.of());
  }

  /**
   * Whether the NULL of TRY was an error. Inside a list a NULL of the expression stays apart from
   * it; CASE evaluates that again for the records with NULL alone, as lists are dear.
   */
  private String failed(String result, String expression, Outcome.Raised raised) {
    return " WHEN CASE WHEN "
        + result
        + " IS NULL THEN TRY(["
        + Quoted.operand(expression)
        + "]) IS NULL ELSE FALSE END THEN "
        + code(raised);
  }

  /**
   * An overwritten or dropped column that an expression made: its errors count although nobody
   * reads it, so the optimiser must not leave it out.
   */
  private Map<String, String> carry(List<String> gone) {
    Map<String, String> items = new LinkedHashMap<>();
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

  /**
   * All columns of a query, some changed, and more; names are quoted. DuckDB spends more time on
   * reading a long list of columns than on a batch of some thousand rows, so none is written out.
   */
  private static String level(String from, Map<String, String> changed, Map<String, String> added) {
    if (changed.isEmpty() && added.isEmpty()) {
      return from;
    }
    StringBuilder sql = new StringBuilder("SELECT *");
    if (!changed.isEmpty()) {
      StringJoiner list = new StringJoiner(", ", " REPLACE (", ")");
      changed.forEach((name, value) -> list.add(value + " AS " + name));
      sql.append(list);
    }
    added.forEach((name, value) -> sql.append(", ").append(value).append(" AS ").append(name));
    return sql.append(" FROM (").append(from).append(") AS input").toString();
  }

  /** Exactly these columns, then flag and value, then what is carried. */
  private String select(String from, Map<String, String> items, Map<String, String> carry) {
    StringJoiner list = new StringJoiner(", ", "SELECT ", " FROM (" + from + ") AS input");
    items.forEach((name, sql) -> list.add(sql + " AS " + Quoted.name(name)));
    list.add(hidden.flag()).add(hidden.value());
    carried.stream().filter(name -> !carry.containsKey(name)).forEach(list::add);
    carry.forEach((name, sql) -> list.add(sql + " AS " + name));
    return list.toString();
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
