package dev.penstock.connector.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.Demand;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Conditions that are true for the rows that break a check, in the SQL that PostgreSQL and DuckDB
 * share. Where a value is NULL they are not true, but for {@link #anyNull}.
 */
final class CheckSql {
  private static final Pattern REF = Pattern.compile("\\{ref:([^{}]*)}");
  private static final Pattern TAIL = Pattern.compile("[\\s;]+\\z");
  private static final Pattern OFFSET = Pattern.compile("(Z|[+-]\\d{2}(:?\\d{2})?)$");
  private static final int DATE = "2026-01-31".length();

  private CheckSql() {}

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoted(List<String> names) {
    return names.stream().map(CheckSql::quoted).collect(Collectors.joining(", "));
  }

  static String anyNull(String alias, List<String> columns) {
    return columns.stream()
        .map(column -> alias + "." + quoted(column) + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  static String notAccepted(String alias, Demand.AcceptedValues demand) {
    return alias
        + "."
        + quoted(demand.column())
        + " NOT IN ("
        + demand.values().stream().map(CheckSql::literal).collect(Collectors.joining(", "))
        + ")";
  }

  /** Not-a-number lies between no bounds. */
  static String beyond(String alias, Demand.Range demand) {
    String column = alias + "." + quoted(demand.column());
    List<String> broken = new ArrayList<>();
    demand.min().ifPresent(min -> broken.add(column + " < " + bound(min)));
    demand.max().ifPresent(max -> broken.add(column + " > " + bound(max)));
    if (demand.max().isEmpty() && demand.min().map(CheckSql::isNumber).orElse(false)) {
      broken.add(column + " > CAST('Infinity' AS double precision)");
    }
    return "(" + String.join(" OR ", broken) + ")";
  }

  static String withoutPartner(CheckDefinition.Relationships check, String other) {
    List<String> same = new ArrayList<>();
    for (int i = 0; i < check.columns().size(); i++) {
      same.add("p." + quoted(check.key().get(i)) + " = c." + quoted(check.columns().get(i)));
    }
    return "NOT "
        + anyNull("c", check.columns())
        + " AND NOT EXISTS (SELECT 1 FROM "
        + other
        + " AS p WHERE "
        + String.join(" AND ", same)
        + ")";
  }

  /** An author's query with its references filled in. */
  static String filled(String sql, UnaryOperator<String> relation) {
    return REF.matcher(TAIL.matcher(sql).replaceAll(""))
        .replaceAll(ref -> Matcher.quoteReplacement(relation.apply(ref.group(1).strip())));
  }

  private static String literal(JsonNode value) {
    if (value.isTextual()) {
      return text(value.textValue());
    }
    return value.isBoolean() ? value.asText() : number(value.asText());
  }

  private static String bound(String bound) {
    if (isNumber(bound)) {
      return number(bound);
    }
    String type =
        bound.length() == DATE
            ? "date"
            : OFFSET.matcher(bound.substring(DATE)).find() ? "timestamptz" : "timestamp";
    return "CAST(" + text(bound) + " AS " + type + ")";
  }

  /** A bound is a number, or a date or timestamp. */
  private static boolean isNumber(String bound) {
    return !(bound.length() >= DATE && bound.charAt(4) == '-' && bound.charAt(7) == '-');
  }

  private static String number(String number) {
    return "(" + new BigDecimal(number).toPlainString() + ")";
  }

  private static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
