package dev.penstock.batch;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Column types in the words of a definition. */
public final class ColumnTypes {
  private ColumnTypes() {}

  /** The type's name; {@code T[]} for a list, {@code json} for what is nested deeper. */
  public static String name(Field field) {
    if (ExtensionTypes.isJson(field)) {
      return "json";
    }
    if (ExtensionTypes.isUuid(field)) {
      return "uuid";
    }
    return switch (field.getType()) {
      case ArrowType.Bool bool -> "boolean";
      case ArrowType.Int whole when whole.getBitWidth() == 64 -> "bigint";
      case ArrowType.Int whole when whole.getBitWidth() == 32 -> "integer";
      case ArrowType.Int whole -> "smallint";
      case ArrowType.FloatingPoint f when f.getPrecision() == FloatingPointPrecision.DOUBLE ->
          "double";
      case ArrowType.FloatingPoint f -> "real";
      case ArrowType.Decimal d -> "decimal(" + d.getPrecision() + "," + d.getScale() + ")";
      case ArrowType.Utf8 text -> "varchar";
      case ArrowType.LargeUtf8 text -> "varchar";
      case ArrowType.Binary bytes -> "binary";
      case ArrowType.Date date -> "date";
      case ArrowType.Time time -> "time";
      case ArrowType.Timestamp t -> t.getTimezone() == null ? "timestamp" : "timestamptz";
      case ArrowType.List list -> name(field.getChildren().getFirst()) + "[]";
      case ArrowType.Struct struct -> "json";
      case ArrowType.Map map -> "json";
      case ArrowType other -> other.toString();
    };
  }
}
