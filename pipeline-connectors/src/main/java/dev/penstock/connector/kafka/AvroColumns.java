package dev.penstock.connector.kafka;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Avro's types as columns: a union with null is its other member; records, lists, maps and other
 * unions are JSON. Source: Apache Avro 1.12, Specification, "Logical Types".
 */
final class AvroColumns {
  private AvroColumns() {}

  /** The columns of a record's fields. */
  static List<Field> of(Schema schema) {
    return schema.getFields().stream().map(f -> column(f.name(), f.schema())).toList();
  }

  /**
   * @throws IllegalArgumentException where two fields cannot both be columns
   */
  static void check(Schema schema) {
    long names =
        schema.getFields().stream()
            .map(f -> f.name().toLowerCase(java.util.Locale.ROOT))
            .distinct()
            .count();
    if (names < schema.getFields().size()) {
      throw new IllegalArgumentException(
          "Two fields differ in upper and lower case only, so they cannot both be columns.");
    }
  }

  /** The member of a union with null; the schema itself where it is no such union. */
  static Schema plain(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    Optional<Schema> other =
        schema.getTypes().stream().filter(s -> s.getType() != Schema.Type.NULL).findFirst();
    return schema.getTypes().size() == 2 && schema.isNullable() ? other.orElse(schema) : schema;
  }

  private static Field column(String name, Schema declared) {
    Schema schema = plain(declared);
    ArrowType type =
        switch (schema.getType()) {
          case BOOLEAN -> ColumnTypes.BOOLEAN;
          case INT, LONG -> whole(schema);
          case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
          case DOUBLE -> ColumnTypes.DOUBLE;
          case STRING, ENUM, NULL -> ColumnTypes.TEXT;
          case BYTES, FIXED -> bytes(schema);
          case RECORD, ARRAY, MAP, UNION -> null;
        };
    if (isUuid(schema)) {
      return ExtensionTypes.uuid(name);
    }
    return type == null ? ExtensionTypes.json(name) : Field.nullable(name, type);
  }

  static boolean isUuid(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.Uuid;
  }

  private static ArrowType whole(Schema schema) {
    return switch (schema.getLogicalType()) {
      case LogicalTypes.Date _ -> ColumnTypes.DATE;
      case LogicalTypes.TimeMillis _, LogicalTypes.TimeMicros _ -> ColumnTypes.TIME;
      case LogicalTypes.TimestampMillis _,
          LogicalTypes.TimestampMicros _,
          LogicalTypes.TimestampNanos _ ->
          ColumnTypes.INSTANT;
      case LogicalTypes.LocalTimestampMillis _,
          LogicalTypes.LocalTimestampMicros _,
          LogicalTypes.LocalTimestampNanos _ ->
          ColumnTypes.TIMESTAMP;
      case null, default ->
          schema.getType() == Schema.Type.INT ? ColumnTypes.INTEGER : ColumnTypes.BIGINT;
    };
  }

  private static ArrowType bytes(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return decimal.getPrecision() <= ColumnTypes.MAX_PRECISION
          ? ColumnTypes.decimal(decimal.getPrecision(), decimal.getScale())
          : ColumnTypes.TEXT;
    }
    return ArrowType.Binary.INSTANCE;
  }
}
