package dev.penstock.connector.postgres.copy;

import static dev.penstock.connector.postgres.copy.ColumnType.Base.BPCHAR;
import static dev.penstock.connector.postgres.copy.ColumnType.Base.TEXT;
import static dev.penstock.connector.postgres.copy.ColumnType.Base.VARCHAR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.postgres.copy.ColumnType.Base;
import java.util.Optional;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Which Arrow type goes into which column type without loss, and its encoder. */
public final class Encoders {
  private Encoders() {}

  /** The column type that Penstock creates for an Arrow type; empty where there is none. */
  public static Optional<ColumnType> natural(ArrowType type) {
    return Optional.ofNullable(
        switch (type) {
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
                  d.getScale());
          case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ -> ColumnType.of(TEXT, "text");
          case ArrowType.Date d when d.getUnit() == DateUnit.DAY ->
              ColumnType.of(Base.DATE, "date");
          case ArrowType.Timestamp t when t.getTimezone() == null ->
              ColumnType.of(Base.TIMESTAMP, "timestamp without time zone");
          case ArrowType.Timestamp _ -> ColumnType.of(Base.TIMESTAMPTZ, "timestamp with time zone");
          case ArrowType.Binary _ -> ColumnType.of(Base.BYTEA, "bytea");
          default -> null;
        });
  }

  /** Whether every value of the Arrow type has a form in the column, or makes a refused row. */
  public static boolean fits(ArrowType type, ColumnType column) {
    Base base = column.base();
    return switch (type) {
      case ArrowType.Int i ->
          switch (base) {
            case INT2 -> i.getIsSigned() && i.getBitWidth() <= 16;
            case INT4 -> i.getIsSigned() && i.getBitWidth() <= 32;
            case INT8 -> i.getIsSigned();
            case NUMERIC -> i.getIsSigned() && column.scale() >= 0;
            case BOOL,
                FLOAT4,
                FLOAT8,
                TEXT,
                VARCHAR,
                BPCHAR,
                DATE,
                TIMESTAMP,
                TIMESTAMPTZ,
                BYTEA,
                OTHER ->
                false;
          };
      case ArrowType.FloatingPoint f when f.getPrecision() == FloatingPointPrecision.SINGLE ->
          base == Base.FLOAT4 || base == Base.FLOAT8;
      // A smaller scale would round without a word; too many digits in front are refused by row.
      case ArrowType.Decimal d ->
          natural(d).isPresent() && base == Base.NUMERIC && d.getScale() <= column.scale();
      case ArrowType.Utf8 _, ArrowType.LargeUtf8 _ ->
          base == TEXT || base == VARCHAR || base == BPCHAR;
      default -> natural(type).map(t -> t.base() == base).orElse(false);
    };
  }

  /** The encoder of a vector whose type {@link #fits} the column. */
  public static FieldEncoder encoder(FieldVector vector, ColumnType column) {
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
      case VarCharVector text -> BytesFields.text(text);
      case LargeVarCharVector text -> BytesFields.text(text);
      case DateDayVector days -> TimeFields.days(days);
      case TimeStampVector time ->
          TimeFields.micros(time, ((ArrowType.Timestamp) time.getField().getType()).getUnit());
      case VarBinaryVector binary -> BytesFields.binary(binary);
      default -> throw new IllegalArgumentException("no encoder for " + vector.getField());
    };
  }

  private static FieldEncoder whole(IntegerFields.Values values, Base base) {
    return switch (base) {
      case INT2 -> IntegerFields.small(values);
      case INT4 -> IntegerFields.medium(values);
      case INT8 -> IntegerFields.big(values);
      case NUMERIC -> NumericFields.whole(values);
      case BOOL,
          FLOAT4,
          FLOAT8,
          TEXT,
          VARCHAR,
          BPCHAR,
          DATE,
          TIMESTAMP,
          TIMESTAMPTZ,
          BYTEA,
          OTHER ->
          throw new IllegalArgumentException("whole numbers do not go into " + base);
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
