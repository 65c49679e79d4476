package dev.penstock.source;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Which types can be read as which others. */
final class Types {
  private Types() {}

  /** Whether two columns have the same type, whatever their names. */
  static boolean same(Field a, Field b) {
    return a.getType().equals(b.getType())
        && ExtensionTypes.isJson(a) == ExtensionTypes.isJson(b)
        && ExtensionTypes.isUuid(a) == ExtensionTypes.isUuid(b)
        && a.getChildren().size() == b.getChildren().size()
        && IntStream.range(0, a.getChildren().size())
            .allMatch(
                i ->
                    same(a.getChildren().get(i), b.getChildren().get(i))
                        && (a.getType() instanceof ArrowType.List
                            || a.getType() instanceof ArrowType.Map
                            || a.getChildren()
                                .get(i)
                                .getName()
                                .equals(b.getChildren().get(i).getName())));
  }

  /**
   * Whether values of a column can be read as a declared type; each of them is then looked at, and
   * one that does not fit is a reject.
   */
  static boolean readable(Field found, Field declared) {
    Family from = Family.of(found);
    Family to = Family.of(declared);
    if (same(found, declared) || from == Family.TEXT) {
      return true;
    }
    return switch (to) {
      case BOOLEAN, DATE, TIME, INSTANT, UUID, BINARY, OTHER -> false;
      case INTEGER, FLOAT, DECIMAL -> from.number();
      case TIMESTAMP -> from == Family.DATE;
      case TEXT -> from.scalar() || from == Family.JSON || from == Family.NESTED;
      case JSON -> from.number() || from == Family.BOOLEAN || from == Family.NESTED;
      case NESTED -> false;
    };
  }

  /**
   * The narrowest type that holds the values of both without a loss, under the name of the first.
   * Whole numbers count as held by {@code double}, which keeps them exactly up to 2^53. Empty where
   * there is no such type, or where the first would have to become text.
   */
  static Optional<Field> common(Field known, Field found) {
    if (same(known, found)) {
      return Optional.of(found);
    }
    Family a = Family.of(known);
    Family b = Family.of(found);
    if (a == Family.TEXT && b.scalar()) {
      return Optional.of(known);
    }
    if (a == Family.JSON && b == Family.NESTED) {
      return Optional.of(known);
    }
    if (a.number() && b.number()) {
      return number(known, a, found, b);
    }
    boolean days =
        (a == Family.DATE && b == Family.TIMESTAMP) || (a == Family.TIMESTAMP && b == Family.DATE);
    return days
        ? Optional.of(Field.nullable(known.getName(), ColumnTypes.TIMESTAMP))
        : Optional.empty();
  }

  private static Optional<Field> number(Field known, Family a, Field found, Family b) {
    if (a == Family.FLOAT || b == Family.FLOAT) {
      return a == Family.DECIMAL || b == Family.DECIMAL
          ? Optional.empty()
          : Optional.of(Field.nullable(known.getName(), ColumnTypes.DOUBLE));
    }
    if (a == Family.INTEGER && b == Family.INTEGER) {
      return Optional.of(bits(known) >= bits(found) ? known : renamed(found, known));
    }
    int scale = Math.max(scale(known), scale(found));
    int precision = Math.max(whole(known), whole(found)) + scale;
    return precision > ColumnTypes.MAX_PRECISION
        ? Optional.empty()
        : Optional.of(Field.nullable(known.getName(), ColumnTypes.decimal(precision, scale)));
  }

  private static Field renamed(Field type, Field name) {
    return Field.nullable(name.getName(), type.getType());
  }

  private static int bits(Field field) {
    return ((ArrowType.Int) field.getType()).getBitWidth();
  }

  private static int scale(Field field) {
    return field.getType() instanceof ArrowType.Decimal decimal ? decimal.getScale() : 0;
  }

  /** The most digits before the point. */
  private static int whole(Field field) {
    if (field.getType() instanceof ArrowType.Decimal decimal) {
      return decimal.getPrecision() - decimal.getScale();
    }
    return switch (bits(field)) {
      case 8 -> 3;
      case 16 -> 5;
      case 32 -> 10;
      default -> 19;
    };
  }
}
