package dev.penstock.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * The types that a step's columns are declared with, and Java values as such columns keep them:
 * only values of the type, or what turns into one without a loss.
 */
final class StepTypes {
  private static final String BINARY = "binary";
  private static final int SHOWN_VALUE = 100;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StepTypes() {}

  /**
   * A column of a declared type.
   *
   * @throws IllegalArgumentException for a type that there is not
   */
  static Field field(String name, String type) {
    return type.equals(BINARY)
        ? Field.nullable(name, ArrowType.Binary.INSTANCE)
        : ColumnTypes.field(name, type);
  }

  /** What is wrong with a value that is none of the column's. */
  static String mistake(Field field, Object value) {
    return "%s: '%s' (%s) is not a valid %s"
        .formatted(
            field.getName(),
            shown(value),
            value.getClass().getSimpleName(),
            ColumnTypes.expected(field));
  }

  /** The value as the column keeps it; null where it is none of the column's. */
  static @Nullable Object kept(Field field, Object value) {
    if (ExtensionTypes.isJson(field)) {
      return json(value);
    }
    if (ExtensionTypes.isUuid(field)) {
      return value instanceof UUID uuid
          ? ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array()
          : null;
    }
    try {
      return switch (field.getType()) {
        case ArrowType.Bool _ -> value instanceof Boolean ? value : null;
        case ArrowType.Int type -> whole(value, type.getBitWidth());
        case ArrowType.FloatingPoint _ -> floating(value);
        case ArrowType.Decimal type -> decimal(value, type);
        case ArrowType.Utf8 _ -> text(value);
        case ArrowType.Binary _ -> value instanceof byte[] ? value : null;
        case ArrowType.Date _ -> value instanceof LocalDate date ? day(date) : null;
        case ArrowType.Time _ ->
            value instanceof LocalTime time ? (Long) (time.toNanoOfDay() / 1_000) : null;
        case ArrowType.Timestamp type -> moment(value, type.getTimezone() != null);
        default -> null;
      };
    } catch (ArithmeticException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long day(LocalDate date) {
    return (long) Math.toIntExact(date.toEpochDay());
  }

  private static @Nullable Long whole(Object value, int bits) {
    Long number =
        switch (value) {
          case Byte v -> v.longValue();
          case Short v -> v.longValue();
          case Integer v -> v.longValue();
          case Long v -> v;
          case BigInteger v -> v.longValueExact();
          default -> null;
        };
    return number == null || bits == Long.SIZE || number == number.intValue() ? number : null;
  }

  private static @Nullable Double floating(Object value) {
    return switch (value) {
      case Double v -> v;
      case Float v -> v.doubleValue();
      case Byte v -> v.doubleValue();
      case Short v -> v.doubleValue();
      case Integer v -> v.doubleValue();
      default -> null;
    };
  }

  private static @Nullable BigDecimal decimal(Object value, ArrowType.Decimal type) {
    BigDecimal number =
        switch (value) {
          case BigDecimal v -> v;
          case BigInteger v -> new BigDecimal(v);
          case Byte v -> BigDecimal.valueOf(v);
          case Short v -> BigDecimal.valueOf(v);
          case Integer v -> BigDecimal.valueOf(v);
          case Long v -> BigDecimal.valueOf(v);
          default -> null;
        };
    if (number == null
        || (long) number.precision() - number.scale() > type.getPrecision() - type.getScale()) {
      return null;
    }
    return number.setScale(type.getScale());
  }

  private static @Nullable String text(Object value) {
    // Half a surrogate pair is no text that any encoding knows.
    return value instanceof CharSequence text && UTF_8.newEncoder().canEncode(text)
        ? text.toString()
        : null;
  }

  private static @Nullable Long moment(Object value, boolean zoned) {
    Instant instant =
        switch (value) {
          case LocalDateTime v when !zoned -> v.toInstant(ZoneOffset.UTC);
          case Instant v when zoned -> v;
          case OffsetDateTime v when zoned -> v.toInstant();
          case ZonedDateTime v when zoned -> v.toInstant();
          default -> null;
        };
    return instant == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static @Nullable String json(Object value) {
    try {
      return switch (value) {
        case String text -> JSON.readTree(text).isMissingNode() ? null : text;
        case JsonNode node -> JSON.writeValueAsString(node);
        case Map<?, ?> map -> JSON.writeValueAsString(map);
        case List<?> list -> JSON.writeValueAsString(list);
        default -> null;
      };
    } catch (JacksonException e) {
      return null;
    }
  }

  private static String shown(Object value) {
    String text;
    try {
      text =
          value instanceof byte[] bytes
              ? "\\x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_VALUE))
              : String.valueOf(value);
    } catch (RuntimeException e) {
      text = "?";
    }
    return text.length() <= SHOWN_VALUE ? text : text.substring(0, SHOWN_VALUE) + "…";
  }
}
