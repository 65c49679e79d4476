package dev.penstock.connector.postgres.copy;

import static dev.penstock.connector.postgres.copy.ColumnType.Base.BPCHAR;
import static dev.penstock.connector.postgres.copy.ColumnType.Base.TEXT;
import static dev.penstock.connector.postgres.copy.ColumnType.Base.VARCHAR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Which Arrow type goes into which column type without loss, and its encoder. */
public final class Encoders {
  private static final Map<Base, Integer> WHOLE_BITS =
      Map.of(Base.INT2, 16, Base.INT4, 32, Base.INT8, 64);

  private Encoders() {}

  /** The column type that Penstock creates for an Arrow column; empty where there is none. */
  public static Optional<ColumnType> natural(Field field) {
    if (isArray(field)) {
      return natural(field.getChildren().getFirst()).map(ColumnType::arrayOf);
    }
    if (ExtensionTypes.isJson(field) || isNested(field.getType())) {
      return Optional.of(ColumnType.of(Base.JSONB, "jsonb"));
    }
    return Optional.ofNullable(
        switch (field.getType()) {
          case ArrowType.Bool _ -> ColumnType.of(Base.BOOL, "boolean");
          case ArrowType.Int i when i.getIsSigned() ->
              switch (i.getBitWidth()) {
                case 8, 16 -> ColumnType.of(Base.INT2, "smallint");
                case 32 -> ColumnType.of(Base.INT4, "integer");
                case 64 -> ColumnType.of(Base.INT8, "bigint");
                default -> null;
              };
          case ArrowType.FloatingPoint f ->
              switch (f.getPrecision()) {
                case HALF -> null;
                case SINGLE -> ColumnType.of(Base.FLOAT4, "real");
                case DOUBLE -> ColumnType.of(Base.FLOAT8, "double precision");
              };
          case ArrowType.Decimal d when d.getBitWidth() == 128 && d.getScale() >= 0 ->
              new ColumnType(
                  Base.NUMERIC,
                  "numeric(" + d.getPrecision() + "," + d.getScale() + ")",
                  d.getScale(),
                  false);
          case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ -> ColumnType.of(TEXT, "text");
          case ArrowType.Date d when d.getUnit() == DateUnit.DAY ->
              ColumnType.of(Base.DATE, "date");
          case ArrowType.Time t when t.getUnit() == TimeUnit.MICROSECOND ->
              ColumnType.of(Base.TIME, "time without time zone");
          case ArrowType.Timestamp t when t.getTimezone() == null ->
              ColumnType.of(Base.TIMESTAMP, "timestamp without time zone");
          case ArrowType.Timestamp _ -> ColumnType.of(Base.TIMESTAMPTZ, "timestamp with time zone");
          case ArrowType.FixedSizeBinary _ when ExtensionTypes.isUuid(field) ->
              ColumnType.of(Base.UUID, "uuid");
          case ArrowType.Binary _, ArrowType.FixedSizeBinary _ ->
              ColumnType.of(Base.BYTEA, "bytea");
          default -> null;
        });
  }

  /** Whether every value of the Arrow column has a form in the column, or makes a refused row. */
  public static boolean fits(Field field, ColumnType column) {
    Base base = column.base();
    if (isArray(field)) {
      Field element = field.getChildren().getFirst();
      return column.array()
          ? fits(element, column.element())
          : isJson(base) && natural(element).isPresent();
    }
    if (column.array()) {
      return false;
    }
    if (ExtensionTypes.isJson(field)) {
      return isJson(base) || isText(base);
    }
    return switch (field.getType()) {
      case ArrowType.Int i when i.getIsSigned() ->
          i.getBitWidth() <= WHOLE_BITS.getOrDefault(base, 0)
              || (base == Base.NUMERIC && column.scale() >= 0);
      case ArrowType.FloatingPoint f when f.getPrecision() == FloatingPointPrecision.SINGLE ->
          base == Base.FLOAT4 || base == Base.FLOAT8;
      // A smaller scale would round without a word; too many digits in front are refused by row.
      case ArrowType.Decimal d ->
          natural(field).isPresent() && base == Base.NUMERIC && d.getScale() <= column.scale();
      case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ -> isText(base);
      case ArrowType type when isNested(type) -> isJson(base);
      default -> natural(field).map(t -> t.base() == base).orElse(false);
    };
  }

  /** Lists of scalars are arrays; other lists are JSON. */
  private static boolean isArray(Field field) {
    if (!isList(field.getType())) {
      return false;
    }
    Field element = field.getChildren().getFirst();
    return !ExtensionTypes.isJson(element) && !isNested(element.getType());
  }

  private static boolean isList(ArrowType type) {
    return type instanceof ArrowType.List
        || type instanceof ArrowType.LargeList
        || type instanceof ArrowType.FixedSizeList;
  }

  private static boolean isNested(ArrowType type) {
    return isList(type) || type instanceof ArrowType.Struct || type instanceof ArrowType.Map;
  }

  private static boolean isJson(Base base) {
    return base == Base.JSONB || base == Base.JSON;
  }

  private static boolean isText(Base base) {
    return base == TEXT || base == VARCHAR || base == BPCHAR;
  }

  /** The encoder of a vector whose type {@link #fits} the column. */
  public static FieldEncoder encoder(FieldVector vector, ColumnType column) {
    if (column.array()) {
      BaseListVector list = (BaseListVector) vector;
      FieldVector elements = list.getChildrenFromFields().getFirst();
      return ArrayFields.of(list, encoder(elements, column.element()), column.base().oid());
    }
    return switch (vector) {
      case BitVector bits ->
          (row, out) -> {
            if (bits.isNull(row)) {
              out.putNull();
            } else {
              out.putInt(1);
              out.putByte(bits.get(row));
            }
          };
      case BaseIntVector whole -> whole(new IntegerFields.Values(whole), column.base());
      case Float4Vector single when column.base() == Base.FLOAT4 -> FloatFields.single(single);
      case Float4Vector single -> FloatFields.twice((FloatingPointVector) single);
      case Float8Vector twice -> FloatFields.twice((FloatingPointVector) twice);
      case DecimalVector decimal -> new NumericFields(decimal);
      case VarCharVector text -> JsonFields.text(BytesFields.text(text), column.base());
      case LargeVarCharVector text -> JsonFields.text(BytesFields.text(text), column.base());
      case DateDayVector days -> TimeFields.days(days);
      case TimeMicroVector time -> TimeFields.timeOfDay(time);
      case TimeStampVector time ->
          TimeFields.micros(time, ((ArrowType.Timestamp) time.getField().getType()).getUnit());
      case VarBinaryVector binary -> BytesFields.binary(binary);
      case FixedSizeBinaryVector binary -> BytesFields.fixed(binary);
      case FieldVector nested when isNested(nested.getField().getType()) ->
          JsonFields.nested(nested, column.base());
      default -> throw new IllegalArgumentException("no encoder for " + vector.getField());
    };
  }

  private static FieldEncoder whole(IntegerFields.Values values, Base base) {
    return switch (base) {
      case INT2 -> IntegerFields.small(values);
      case INT4 -> IntegerFields.medium(values);
      case INT8 -> IntegerFields.big(values);
      case NUMERIC -> NumericFields.whole(values);
      default -> throw new IllegalArgumentException("whole numbers do not go into " + base);
    };
  }

  /** The same text in every row. */
  public static FieldEncoder constant(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return (row, out) -> {
      out.putInt(bytes.length);
      out.putBytes(bytes);
    };
  }

  /** NULL in every row. */
  public static FieldEncoder nothing() {
    return (row, out) -> out.putNull();
  }

  /** A whole number of 64 bits worked out from the row's number in its batch. */
  public static FieldEncoder number(IntToLongFunction value) {
    return (row, out) -> {
      out.putInt(8);
      out.putLong(value.applyAsLong(row));
    };
  }

  /** The same whole number of 32 bits in every row. */
  public static FieldEncoder constant(int number) {
    return (row, out) -> {
      out.putInt(4);
      out.putInt(number);
    };
  }

  /** The same instant in every row, in microseconds since 1970. */
  public static FieldEncoder constantInstant(long micros) {
    return (row, out) -> {
      out.putInt(8);
      out.putLong(TimeFields.sincePostgresEpoch(micros, TimeUnit.MICROSECOND));
    };
  }

  /** A text in front of a whole number; the text alone where the number is NULL. */
  public static FieldEncoder numbered(String name, String separator, BaseIntVector number) {
    byte[] alone = name.getBytes(UTF_8);
    byte[] prefix = (name + separator).getBytes(UTF_8);
    return (row, out) -> {
      if (number.isNull(row)) {
        out.putInt(alone.length);
        out.putBytes(alone);
        return;
      }
      int length = out.size();
      out.putInt(0);
      out.putBytes(prefix);
      putDigits(number.getValueAsLong(row), out);
      out.setInt(length, out.size() - length - 4);
    };
  }

  private static void putDigits(long value, CopyBuffer out) {
    if (value < 0 || value > 999_999_999) {
      out.putBytes(Long.toString(value).getBytes(US_ASCII));
      return;
    }
    int rest = (int) value;
    int power = 1;
    while (rest / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.putByte('0' + rest / power % 10);
    }
  }
}
