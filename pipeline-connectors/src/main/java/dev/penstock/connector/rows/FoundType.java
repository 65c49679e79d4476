package dev.penstock.connector.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import java.math.BigInteger;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** What the values of one field have been so far. */
final class FoundType {
  private static final BigInteger TOO_BIG = BigInteger.TEN.pow(ColumnTypes.MAX_PRECISION);

  /** A known type that is kept: nothing in JSON would lead to it. */
  private @Nullable Field kept;

  private boolean booleans;
  private boolean integers;
  private boolean longs;
  private boolean decimals;
  private boolean huge;
  private boolean fractions;
  private boolean texts;
  private boolean nested;

  /** A field as it was last published. */
  static FoundType of(Field known) {
    FoundType type = new FoundType();
    switch (known.getType()) {
      case ArrowType.Bool bool -> type.booleans = true;
      case ArrowType.Int whole when whole.getBitWidth() <= 32 -> type.integers = true;
      case ArrowType.Int whole -> type.longs = true;
      case ArrowType.FloatingPoint fraction -> type.fractions = true;
      case ArrowType.Utf8 text when ExtensionTypes.isJson(known) -> type.nested = true;
      case ArrowType.Utf8 text -> type.texts = true;
      case ArrowType.Decimal decimal
          when decimal.getScale() == 0 && decimal.getPrecision() == ColumnTypes.MAX_PRECISION ->
          type.decimals = true;
      default -> {
        type.kept = ColumnBuilder.builds(known) ? known : null;
        type.nested = !ColumnBuilder.builds(known);
      }
    }
    return type;
  }

  void add(JsonNode value) {
    switch (value.getNodeType()) {
      case NULL, MISSING -> {}
      case BOOLEAN -> booleans = true;
      case NUMBER -> number(value);
      case OBJECT, ARRAY -> nested = true;
      case STRING, BINARY, POJO -> texts = true;
    }
  }

  private void number(JsonNode value) {
    if (!value.isIntegralNumber()) {
      fractions = true;
    } else if (value.canConvertToInt() && integers && !longs) {
      integers = true;
    } else if (value.canConvertToLong()) {
      longs = true;
    } else if (value.bigIntegerValue().abs().compareTo(TOO_BIG) < 0) {
      decimals = true;
    } else {
      huge = true;
    }
  }

  Field field(String name) {
    if (kept != null) {
      return kept;
    }
    if (nested) {
      return ExtensionTypes.json(name);
    }
    return Field.nullable(name, scalar());
  }

  private ArrowType scalar() {
    boolean numbers = integers || longs || decimals || huge || fractions;
    if (texts || (booleans && numbers)) {
      return ColumnTypes.TEXT;
    }
    if (booleans) {
      return ColumnTypes.BOOLEAN;
    }
    if (fractions) {
      return ColumnTypes.DOUBLE;
    }
    if (huge || !numbers) {
      return ColumnTypes.TEXT;
    }
    if (decimals) {
      return ColumnTypes.decimal(ColumnTypes.MAX_PRECISION, 0);
    }
    return longs ? ColumnTypes.BIGINT : ColumnTypes.INTEGER;
  }
}
