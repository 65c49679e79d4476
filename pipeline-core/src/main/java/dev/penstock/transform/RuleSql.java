package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.definition.Demand;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A demand on a column as SQL of ours, which raises no error whatever the value.
 *
 * @param broken true where a record breaks the demand, false or NULL where it does not
 * @param shown the value that a message shows
 * @param before words in front of the value
 * @param after words behind it
 */
record RuleSql(String broken, String shown, String before, String after) {
  private static final Set<String> WHOLE =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT");

  /** A demand does not suit its column; the message is for the author. */
  static final class Unsuitable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String where;
    private final String advice;

    Unsuitable(String where, String message, String advice) {
      super(message);
      this.where = where;
      this.advice = advice;
    }

    /** The part of the rule at fault, as {@code min}. */
    String where() {
      return where;
    }

    String advice() {
      return advice;
    }
  }

  /** Values that DuckDB has to understand, each with its type; asked before a rule is used. */
  record Literal(String where, String text, String type) {
    String sql() {
      return "CAST(" + Quoted.text(text) + " AS " + type + ")";
    }
  }

  static RuleSql notNull(List<Column> columns) {
    String broken =
        columns.stream()
            .map(column -> column.quoted() + " IS NULL")
            .collect(Collectors.joining(" OR "));
    String first =
        columns.stream()
            .map(
                column -> "WHEN " + column.quoted() + " IS NULL THEN " + Quoted.text(column.name()))
            .collect(Collectors.joining(" ", "CASE ", " END"));
    return new RuleSql(broken, first, "", " is NULL; expected a value");
  }

  static RuleSql pattern(Demand.Pattern demand, Column column) {
    String text = text(column);
    return of(
        column,
        "NOT regexp_matches(" + text + ", " + Quoted.text(demand.regex()) + ")",
        " does not match " + demand.regex());
  }

  /**
   * Bounds as the column's type has them, so that none of its values must be converted.
   *
   * @param literals gets what is to be asked of DuckDB
   */
  static RuleSql range(Demand.Range demand, Column column, List<Literal> literals)
      throws Unsuitable {
    List<String> broken = new ArrayList<>();
    for (boolean least : new boolean[] {true, false}) {
      Optional<String> bound = least ? demand.min() : demand.max();
      if (bound.isPresent()) {
        String where = least ? "min" : "max";
        broken.add(beyond(bound.get(), where, least, column, literals));
      }
    }
    if (isFloating(column)) {
      broken.add("isnan(" + column.quoted() + ")");
    }
    return of(column, String.join(" OR ", broken), " is not " + demand.bounds());
  }

  private static String beyond(
      String bound, String where, boolean least, Column column, List<Literal> literals)
      throws Unsuitable {
    boolean moment = !isNumber(bound);
    if (moment != isMoment(column) || (!moment && !isNumeric(column))) {
      boolean other = isNumeric(column) || isMoment(column);
      throw new Unsuitable(
          other ? where : "column",
          "The column "
              + column.name()
              + " is "
              + column.type()
              + "; "
              + bound
              + " cannot be a bound of it.",
          other
              ? "A number has numbers as its bounds, a date or timestamp has dates."
              : "Give it a type before, with a `cast` step or the source's `schema`.");
    }
    String compared = column.quoted() + (least ? " < " : " > ");
    if (moment) {
      boolean zone = bound.substring(10).matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)");
      if (column.type().equals("DATE") ? bound.length() > 10 : zone && !hasZone(column)) {
        throw new Unsuitable(
            where,
            "The column " + column.name() + " is " + column.type() + "; " + bound + " is more.",
            "Leave the time of day or the time zone out.");
      }
    }
    if (moment || isFloating(column)) {
      return compared + literal(new Literal(where, bound, column.type()), literals);
    }
    RoundingMode rounding = least ? RoundingMode.CEILING : RoundingMode.FLOOR;
    BigDecimal number = new BigDecimal(bound).setScale(scale(column), rounding);
    return fits(number, column)
        ? compared + number(number, column)
        : column.quoted() + " IS NOT NULL AND " + ((number.signum() > 0) == least);
  }

  /**
   * The same for values.
   *
   * @param literals gets what is to be asked of DuckDB
   */
  static RuleSql accepted(Demand.AcceptedValues demand, Column column, List<Literal> literals)
      throws Unsuitable {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < demand.values().size(); i++) {
      value(demand.values().get(i), "values[" + i + "]", column, literals).ifPresent(values::add);
    }
    String broken =
        values.isEmpty()
            ? column.quoted() + " IS NOT NULL"
            : column.quoted() + " NOT IN (" + String.join(", ", values) + ")";
    return of(column, broken, " is not " + demand.list());
  }

  /** Nothing where the column's type has no such value. */
  private static Optional<String> value(
      JsonNode value, String where, Column column, List<Literal> literals) throws Unsuitable {
    boolean numeric = isNumeric(column);
    boolean truth = column.type().equals("BOOLEAN");
    boolean suits = numeric ? value.isNumber() : truth ? value.isBoolean() : value.isTextual();
    if (!suits || !isPlain(column)) {
      boolean quotes = column.type().equals("VARCHAR");
      throw new Unsuitable(
          isPlain(column) ? where : "column",
          "The column "
              + column.name()
              + " is "
              + column.type()
              + "; "
              + value
              + " cannot be a value of it.",
          quotes ? "Put the value in quotes, or `cast` the column before." : "");
    }
    if (truth) {
      return Optional.of(value.asText());
    }
    if (column.type().equals("VARCHAR")) {
      return Optional.of(Quoted.text(value.textValue()));
    }
    if (!numeric || isFloating(column)) {
      return Optional.of(literal(new Literal(where, value.asText(), column.type()), literals));
    }
    try {
      BigDecimal number =
          new BigDecimal(value.asText()).setScale(scale(column), RoundingMode.UNNECESSARY);
      return fits(number, column) ? Optional.of(number(number, column)) : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static RuleSql of(Column column, String broken, String after) {
    boolean text = column.type().equals("VARCHAR");
    return new RuleSql(
        broken,
        "left(" + text(column) + ", 100)",
        column.name() + ": " + (text ? "'" : ""),
        (text ? "'" : "") + after);
  }

  private static String text(Column column) {
    return column.type().equals("VARCHAR")
        ? column.quoted()
        : "CAST(" + column.quoted() + " AS VARCHAR)";
  }

  private static String literal(Literal literal, List<Literal> literals) {
    literals.add(literal);
    return literal.sql();
  }

  private static String number(BigDecimal number, Column column) {
    String type = isDecimal(column) ? column.type() : "HUGEINT";
    return "CAST(" + Quoted.text(number.toPlainString()) + " AS " + type + ")";
  }

  /** Whether a number of the column's scale is one that the column could have. */
  private static boolean fits(BigDecimal number, Column column) {
    if (!isDecimal(column)) {
      return number.toBigInteger().bitLength() < 127;
    }
    int digits = Integer.parseInt(column.type().replaceAll("\\D*(\\d+).*", "$1"));
    return number.precision() <= digits;
  }

  private static boolean isDecimal(Column column) {
    return column.type().startsWith("DECIMAL(");
  }

  private static boolean isNumber(String bound) {
    return !bound.matches("\\d{4}-\\d{2}-\\d{2}.*");
  }

  private static boolean isFloating(Column column) {
    return column.type().equals("DOUBLE") || column.type().equals("FLOAT");
  }

  private static boolean isNumeric(Column column) {
    return WHOLE.contains(column.type()) || isDecimal(column) || isFloating(column);
  }

  private static boolean isMoment(Column column) {
    return column.type().equals("DATE") || column.type().equals("TIMESTAMP") || hasZone(column);
  }

  private static boolean hasZone(Column column) {
    return column.type().equals("TIMESTAMP WITH TIME ZONE");
  }

  /** Whether the type has no parts. */
  private static boolean isPlain(Column column) {
    return isNumeric(column)
        || isMoment(column)
        || List.of("VARCHAR", "BOOLEAN", "UUID", "TIME").contains(column.type());
  }

  private static int scale(Column column) {
    int comma = column.type().lastIndexOf(',');
    return comma < 0
        ? 0
        : Integer.parseInt(column.type().substring(comma + 1, column.type().length() - 1).strip());
  }
}
