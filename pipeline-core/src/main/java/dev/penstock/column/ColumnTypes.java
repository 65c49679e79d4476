package dev.penstock.column;

import dev.penstock.batch.ExtensionTypes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** What the types of a definition are in Arrow, and what Arrow's types are called. */
public final class ColumnTypes {
  public static final ArrowType BOOLEAN = ArrowType.Bool.INSTANCE;
  public static final ArrowType INTEGER = new ArrowType.Int(32, true);
  public static final ArrowType BIGINT = new ArrowType.Int(64, true);
  public static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  public static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  public static final ArrowType DATE = new ArrowType.Date(DateUnit.DAY);
  public static final ArrowType TIME = new ArrowType.Time(TimeUnit.MICROSECOND, 64);
  public static final ArrowType TIMESTAMP = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  public static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  /** The most digits of a decimal. */
  public static final int MAX_PRECISION = 38;

  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");

  /** What {@code decimal} alone means, as in a cast. */
  private static final ArrowType DEFAULT_DECIMAL = decimal(18, 3);

  private ColumnTypes() {}

  public static ArrowType decimal(int precision, int scale) {
    return new ArrowType.Decimal(precision, scale, 128);
  }

  /**
   * A column of a declared type.
   *
   * @param type as {@link dev.penstock.definition.CastType} writes it
   * @throws IllegalArgumentException for a type that it does not know
   */
  public static Field field(String name, String type) {
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      return Field.nullable(
          name, decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
    }
    return switch (type) {
      case "json" -> ExtensionTypes.json(name);
      case "uuid" -> ExtensionTypes.uuid(name);
      case "boolean" -> Field.nullable(name, BOOLEAN);
      case "integer" -> Field.nullable(name, INTEGER);
      case "bigint" -> Field.nullable(name, BIGINT);
      case "double" -> Field.nullable(name, DOUBLE);
      case "decimal" -> Field.nullable(name, DEFAULT_DECIMAL);
      case "varchar", "text" -> Field.nullable(name, TEXT);
      case "date" -> Field.nullable(name, DATE);
      case "time" -> Field.nullable(name, TIME);
      case "timestamp" -> Field.nullable(name, TIMESTAMP);
      case "timestamptz" -> Field.nullable(name, INSTANT);
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  /** The column's type as an author would write it. */
  public static String word(Field field) {
    if (ExtensionTypes.isJson(field)) {
      return "json";
    }
    if (ExtensionTypes.isUuid(field)) {
      return "uuid";
    }
    return switch (field.getType()) {
      case ArrowType.Bool type -> "boolean";
      case ArrowType.Int type ->
          switch (type.getBitWidth()) {
            case 8 -> "tinyint";
            case 16 -> "smallint";
            case 32 -> "integer";
            default -> "bigint";
          };
      case ArrowType.FloatingPoint type ->
          type.getPrecision() == FloatingPointPrecision.DOUBLE ? "double" : "real";
      case ArrowType.Decimal type -> "decimal(" + type.getPrecision() + "," + type.getScale() + ")";
      case ArrowType.Utf8 type -> "varchar";
      case ArrowType.Date type -> "date";
      case ArrowType.Time type -> "time";
      case ArrowType.Timestamp type -> type.getTimezone() == null ? "timestamp" : "timestamptz";
      case ArrowType.Binary type -> "binary";
      case ArrowType.List type -> word(field.getChildren().getFirst()) + "[]";
      case ArrowType.Struct type -> "struct";
      case ArrowType.Map type -> "map";
      default -> field.getType().toString();
    };
  }

  /** What a value of the column must look like, for the message of a reject. */
  public static String expected(Field field) {
    String word = word(field);
    String more =
        switch (word) {
          case "boolean" -> "true or false";
          case "tinyint" -> "a whole number of 8 bits";
          case "smallint" -> "a whole number of 16 bits";
          case "integer" -> "a whole number of 32 bits";
          case "bigint" -> "a whole number of 64 bits";
          case "double", "real" -> "a number";
          case "varchar" -> "text";
          case "date" -> "a day such as 2026-01-31";
          case "time" -> "a time of day such as 23:59:59.5";
          case "timestamp" -> "a day and time without a zone such as 2026-01-31T23:59:59.5";
          case "timestamptz" -> "a point in time with its zone such as 2026-01-31T23:59:59.5Z";
          case "uuid" -> "32 hexadecimal digits in groups of 8, 4, 4, 4 and 12";
          default ->
              field.getType() instanceof ArrowType.Decimal type
                  ? "at most %d digits before the point and %d behind it"
                      .formatted(type.getPrecision() - type.getScale(), type.getScale())
                  : "";
        };
    return more.isEmpty() ? word : word + " (" + more + ")";
  }
}
