package dev.penstock.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.ExtensionTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Values from the server's text of them: Boolean, Long, Float, Double, BigDecimal, byte[] (text in
 * UTF-8, binary, UUID), Long for dates (days) and times (microseconds), List for arrays.
 */
final class Values {
  private Values() {}

  /**
   * @throws BadValue where the column's type cannot hold the value exactly
   */
  static Object parse(Field field, String text) throws BadValue {
    try {
      return switch (field.getType()) {
        case ArrowType.Utf8 _ -> text.getBytes(UTF_8);
        case ArrowType.Int type -> whole(type, text);
        case ArrowType.Decimal type -> decimal(type, text);
        case ArrowType.FloatingPoint type -> floating(type, text);
        case ArrowType.Bool _ -> bool(text);
        case ArrowType.Date _ -> Temporals.date(text);
        case ArrowType.Time _ -> Temporals.time(text);
        case ArrowType.Timestamp _ -> Temporals.timestamp(text);
        case ArrowType.Binary _ -> bytea(text);
        case ArrowType.FixedSizeBinary _ when ExtensionTypes.isUuid(field) -> uuid(text);
        case ArrowType.List _ -> list(field.getChildren().getFirst(), text);
        default -> throw new IllegalStateException("no column of a database is " + field);
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadValue("a value of type " + field.getType());
    }
  }

  private static Long whole(ArrowType.Int type, String text) throws BadValue {
    long value = Long.parseLong(text);
    int unused = Long.SIZE - type.getBitWidth();
    if (value << unused >> unused != value) {
      throw new BadValue("a whole number of " + type.getBitWidth() + " bits");
    }
    return value;
  }

  private static BigDecimal decimal(ArrowType.Decimal type, String text) throws BadValue {
    BigDecimal value = new BigDecimal(text).setScale(type.getScale(), RoundingMode.UNNECESSARY);
    if (value.precision() > type.getPrecision()) {
      throw new BadValue("a decimal of " + type.getPrecision() + " digits");
    }
    return value;
  }

  private static Object floating(ArrowType.FloatingPoint type, String text) {
    if (type.getPrecision() == FloatingPointPrecision.DOUBLE) {
      return Double.valueOf(text);
    }
    return Float.valueOf(text);
  }

  private static Boolean bool(String text) throws BadValue {
    return switch (text) {
      case "t", "true", "1" -> true;
      case "f", "false", "0" -> false;
      default -> throw new BadValue("true or false");
    };
  }

  /** An element of an array; whole columns come as bytes. */
  private static byte[] bytea(String text) throws BadValue {
    if (!text.startsWith("\\x")) {
      throw new BadValue("bytes in hexadecimal digits");
    }
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  private static byte[] uuid(String text) {
    UUID uuid = UUID.fromString(text);
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  private static List<@Nullable Object> list(Field element, String text) throws BadValue {
    List<@Nullable Object> values = new ArrayList<>();
    for (String item : Arrays.elements(text)) {
      values.add(item == null ? null : parse(element, item));
    }
    return values;
  }

  /** The bytes that a value takes in a batch. */
  static long size(@Nullable Object value) {
    return switch (value) {
      case null -> Integer.BYTES;
      case byte[] bytes -> bytes.length + Integer.BYTES;
      case BigDecimal _ -> 2 * Long.BYTES;
      case List<?> list -> {
        long size = Integer.BYTES;
        for (Object item : list) {
          size += size(item);
        }
        yield size;
      }
      default -> Long.BYTES;
    };
  }
}
