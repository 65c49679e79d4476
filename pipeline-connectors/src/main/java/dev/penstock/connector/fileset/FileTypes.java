package dev.penstock.connector.fileset;

import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.definition.FilesDefinition.Format;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of columns: which are stored, how they are written and read, which one is wider. */
final class FileTypes {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
  private static final List<String> INTEGERS = List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT");
  private static final List<Integer> DIGITS = List.of(3, 5, 10, 19);

  /** Decimals of more digits are texts in JSON, whose readers take numbers for doubles. */
  private static final int JSON_DIGITS = 15;

  private FileTypes() {}

  /** The column as files have it. */
  static Column stored(Column column, String where) {
    String type = column.type();
    if (type.equals("HUGEINT") || type.equals("UHUGEINT") || type.equals("BIGNUM")) {
      return new Column(column.name(), "DECIMAL(38,0)");
    }
    if (type.startsWith("ENUM(")
        || type.equals("BIT")
        || type.equals("INTERVAL")
        || type.equals("TIME WITH TIME ZONE")
        || type.equals("\"NULL\"")) {
      return new Column(column.name(), "VARCHAR");
    }
    if (type.startsWith("UNION(") || type.equals("VARIANT") || type.startsWith("GEOMETRY")) {
      throw new PermanentException(
          new Problem(
              "column-unsupported",
              where,
              "The column \"" + column.name() + "\" has type " + type + ", which no file keeps.",
              "Cast it in the SQL or the stream's steps."));
    }
    return column;
  }

  /** Whether every value of the one type is one of the other. */
  static boolean fits(String from, String into) {
    if (from.equals(into)) {
      return true;
    }
    int integer = INTEGERS.indexOf(from);
    if (integer >= 0 && INTEGERS.contains(into)) {
      return integer <= INTEGERS.indexOf(into);
    }
    if (from.equals("FLOAT") && into.equals("DOUBLE")) {
      return true;
    }
    Matcher to = DECIMAL.matcher(into);
    if (!to.matches()) {
      return false;
    }
    int whole = Integer.parseInt(to.group(1)) - Integer.parseInt(to.group(2));
    if (integer >= 0) {
      return DIGITS.get(integer) <= whole;
    }
    Matcher of = DECIMAL.matcher(from);
    return of.matches()
        && Integer.parseInt(of.group(2)) <= Integer.parseInt(to.group(2))
        && Integer.parseInt(of.group(1)) - Integer.parseInt(of.group(2)) <= whole;
  }

  /** The one of two types that holds the values of both. */
  static Optional<String> wider(String one, String other) {
    if (fits(one, other)) {
      return Optional.of(other);
    }
    return fits(other, one) ? Optional.of(one) : Optional.empty();
  }

  /** How a column is written. */
  static String written(Column column, Format format) {
    String name = Workbench.quoted(column.name());
    String type = column.type();
    return switch (format) {
      case PARQUET, TAR -> name;
      case CSV -> {
        if (type.equals("BLOB")) {
          yield "to_base64(" + name + ") AS " + name;
        }
        yield nested(type) ? "to_json(" + name + ")::VARCHAR AS " + name : name;
      }
      case JSONL -> {
        if (type.equals("BLOB")) {
          yield "to_base64(" + name + ") AS " + name;
        }
        if (type.equals("FLOAT") || type.equals("DOUBLE")) {
          yield "CASE WHEN isfinite(%1$s) THEN to_json(%1$s) ELSE to_json(%1$s::VARCHAR) END AS %1$s"
              .formatted(name);
        }
        yield longDecimal(type) ? name + "::VARCHAR AS " + name : name;
      }
    };
  }

  /** How a column is read again. */
  static String read(Column column, Format format) {
    String name = Workbench.quoted(column.name());
    String type = column.type();
    if (format == Format.PARQUET) {
      return "CAST(" + name + " AS " + type + ") AS " + name;
    }
    if (type.equals("BLOB")) {
      return "from_base64(" + name + ") AS " + name;
    }
    return nested(type)
        ? "CAST(" + name + "::JSON AS " + type + ") AS " + name
        : "CAST(" + name + " AS " + type + ") AS " + name;
  }

  private static boolean longDecimal(String type) {
    Matcher decimal = DECIMAL.matcher(type);
    return decimal.matches() && Integer.parseInt(decimal.group(1)) > JSON_DIGITS;
  }

  static boolean nested(String type) {
    return type.endsWith("]") || type.startsWith("STRUCT(") || type.startsWith("MAP(");
  }
}
