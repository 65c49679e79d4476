package dev.penstock.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type, value by value, against PostgreSQL's own text of it. */
@ExtendWith(PostgresExtension.class)
class PostgresTypesTest {
  /** Years of any length, and no zeros behind the last digit, as PostgreSQL writes. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, java.time.format.SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter(java.util.Locale.ROOT);

  record Case(String type, ArrowType arrow, List<String> values) {
    @Override
    public String toString() {
      return type;
    }
  }

  private static Case c(String type, ArrowType arrow, String... values) {
    return new Case(type, arrow, List.of(values));
  }

  static List<Case> cases() {
    return List.of(
        c("smallint", Types.INT16, "-32768", "32767", "0"),
        c("integer", Types.INT32, "-2147483648", "2147483647"),
        c("bigint", Types.INT64, "-9223372036854775808", "9223372036854775807"),
        c("oid", Types.INT64, "4294967295", "0"),
        c("real", Types.FLOAT, "1.17549435e-38", "3.4028235e38", "NaN", "-Infinity", "0.1", "-0"),
        c(
            "double precision",
            Types.DOUBLE,
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "NaN",
            "Infinity",
            "0.1",
            "-0",
            "12345678.9"),
        c("boolean", Types.BOOL, "true", "false"),
        c("numeric(12,2)", Types.decimal(12, 2), "9999999999.99", "-0.01", "5"),
        c("numeric(38,0)", Types.decimal(38, 0), "9".repeat(38), "-" + "9".repeat(38)),
        c("numeric(38,38)", Types.decimal(38, 38), "0." + "9".repeat(38)),
        c("numeric(39,0)", Types.TEXT, "9".repeat(39)),
        c("numeric(3,-2)", Types.TEXT, "12300"),
        c("numeric(2,5)", Types.TEXT, "0.00012"),
        c("numeric", Types.TEXT, "1".repeat(60) + "." + "7".repeat(60), "NaN", "1.50", "Infinity"),
        c("text", Types.TEXT, "", "it''s", "Grüße 😀", "a\nb", "\\"),
        c("varchar(5)", Types.TEXT, "abc", "äöüßé"),
        c("char(5)", Types.TEXT, "ab", "abcde"),
        c("name", Types.TEXT, "abc"),
        c(
            "date",
            Types.DATE,
            "0001-01-01",
            "4713-01-01 BC",
            "5874897-12-31",
            "1969-12-31",
            "2024-02-29"),
        c("time", Types.TIME, "00:00:00", "23:59:59.999999", "12:30:00.5"),
        c(
            "timestamp",
            Types.TIMESTAMP,
            "4713-01-01 00:00:00 BC",
            "294246-12-31 23:59:59.999999",
            "1969-12-31 23:59:59.999999",
            "2024-02-29 12:00:00.1"),
        c(
            "timestamptz",
            Types.INSTANT,
            "2024-03-31 03:30:00+02",
            "1883-11-18 12:03:57.5-04:56:02",
            "1969-12-31 23:59:59.999999Z"),
        c("bytea", Types.BINARY, "\\x", "\\x00ff10", "\\xdeadbeef"),
        c(
            "uuid",
            new ArrowType.FixedSizeBinary(16),
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "0980fbd6-e5b2-11f1-8b2b-02fc00000001"),
        c("json", Types.TEXT, "{\"a\":  1, \"a\": 2}", "null", "\"x\""),
        c("jsonb", Types.TEXT, "{\"b\": [1, 2.50, null], \"a\": \"ü\"}", "1e400"),
        c("mood", Types.TEXT, "sad", "very happy"),
        c("positive", Types.INT32, "1"),
        c("inet", Types.TEXT, "10.0.0.1/8", "::1"),
        c("interval", Types.TEXT, "1 year -2 days 03:04:05.6"),
        c("int4range", Types.TEXT, "[1,5)"),
        c("timetz", Types.TEXT, "12:00:00+05:30"),
        c("money", Types.TEXT, "12.34"),
        c("bit(3)", Types.TEXT, "101"),
        c("bit varying", Types.TEXT, "10101"),
        c("xml", Types.TEXT, "<a>1</a>"),
        c("point", Types.TEXT, "(1,2.5)"),
        c("tsvector", Types.TEXT, "a b"),
        c("pair", Types.TEXT, "(1,x)"),
        c("integer[]", ArrowType.List.INSTANCE, "{}", "{1,NULL,-3}", "[5:6]={7,8}"),
        c(
            "text[]",
            ArrowType.List.INSTANCE,
            "{a,\"b,c\",\"q\\\"x\\\\\",NULL,\"NULL\",\"\",\"{}\"}"),
        c("numeric[]", ArrowType.List.INSTANCE, "{1.50,NaN}"),
        c("timestamptz[]", ArrowType.List.INSTANCE, "{\"2024-01-01 00:00:00+00\",NULL}"),
        c("bool[]", ArrowType.List.INSTANCE, "{t,f,NULL}"),
        c("uuid[]", ArrowType.List.INSTANCE, "{0980fbd6-e5b2-11f1-8b2b-02fc00000001}"),
        c("bytea[]", ArrowType.List.INSTANCE, "{\"\\\\x00ff\"}"),
        c("float8[]", ArrowType.List.INSTANCE, "{0.1,Infinity,NaN}"));
  }

  private Db prepared(TestDatabase database) {
    Db db = Db.of(database);
    db.run(
        "CREATE TYPE mood AS ENUM ('sad', 'very happy')",
        "CREATE DOMAIN positive AS int CHECK (value > 0)",
        "CREATE TYPE pair AS (a int, b text)");
    return db;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAreThoseThatPostgresShows(Case type, TestDatabase database) {
    Db db = prepared(database);
    db.run("CREATE TABLE t (id serial PRIMARY KEY, v " + type.type() + ")");
    for (String value : type.values()) {
      db.run("INSERT INTO t (v) VALUES ('" + value + "')");
    }
    db.run("INSERT INTO t (v) VALUES (NULL)");

    Db.Content content = db.read("{'table': 'public.t'}");

    Field field = content.plan().stream().schema().getFields().get(1);
    assertThat(field.getType()).isEqualTo(type.arrow());
    assertThat(content.rejects()).isEmpty();
    assertThat(content.column(1).stream().<@Nullable String>map(v -> text(field, v)).toList())
        .isEqualTo(judged(db, field));
  }

  /** The database's text; arrays and floating point numbers brought into one form in SQL. */
  private static List<@Nullable String> judged(Db db, Field field) {
    String sql =
        switch (field.getType()) {
          case ArrowType.List _ ->
              "SELECT CASE WHEN v IS NOT NULL THEN (SELECT coalesce(string_agg(coalesce(e::text,"
                  + " '∅'), '|' ORDER BY n), '') FROM unnest(v) WITH ORDINALITY u (e, n)) END FROM t"
                  + " ORDER BY id";
          case ArrowType.Bool _ ->
              "SELECT CASE v WHEN true THEN 'true' WHEN false THEN 'false' END FROM t ORDER BY id";
          default ->
              "SELECT v"
                  + (field.getType() instanceof ArrowType.Utf8 ? "" : "::text")
                  + " FROM t ORDER BY id";
        };
    return db.texts(sql);
  }

  private static @Nullable String text(Field field, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (field.getType()) {
      case ArrowType.FloatingPoint type -> floating(value);
      case ArrowType.Date _ -> date(LocalDate.ofEpochDay((Integer) value));
      case ArrowType.Time _ -> time(LocalTime.ofNanoOfDay((Long) value * 1_000));
      case ArrowType.Timestamp type ->
          timestamp(value) + (type.getTimezone() == null ? "" : "+00") + era(value);
      case ArrowType.Binary _ -> "\\x" + HexFormat.of().formatHex((byte[]) value);
      case ArrowType.FixedSizeBinary _ -> uuid((byte[]) value);
      case ArrowType.List _ -> {
        List<String> items = new ArrayList<>();
        Field element = field.getChildren().getFirst();
        for (Object item : (List<?>) value) {
          String text = text(element, item);
          items.add(text == null ? "∅" : text);
        }
        yield String.join("|", items);
      }
      default -> value.toString();
    };
  }

  /** As PostgreSQL writes: the fewest digits that tell the number from its neighbours. */
  private static String floating(Object value) {
    String text = value.toString();
    if (value instanceof Double d && (d.isNaN() || d.isInfinite())
        || value instanceof Float f && (f.isNaN() || f.isInfinite())) {
      return text;
    }
    java.math.BigDecimal number = new java.math.BigDecimal(text).stripTrailingZeros();
    if (number.signum() == 0) {
      return text.startsWith("-") ? "-0" : "0";
    }
    int exponent = number.precision() - number.scale() - 1;
    int limit = value instanceof Float ? 6 : 15;
    if (exponent >= -4 && exponent < limit) {
      return number.toPlainString();
    }
    String digits = number.unscaledValue().abs().toString();
    return (number.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String date(LocalDate date) {
    return DATE.format(date) + (date.getYear() <= 0 ? " BC" : "");
  }

  private static String time(LocalTime time) {
    String text = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
    return time.getNano() == 0
        ? text
        : text + ("." + "%06d".formatted(time.getNano() / 1_000)).replaceAll("0+$", "");
  }

  private static LocalDateTime moment(Object value) {
    if (value instanceof LocalDateTime local) {
      return local;
    }
    long micros = (Long) value;
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000, ZoneOffset.UTC);
  }

  private static String timestamp(Object value) {
    LocalDateTime moment = moment(value);
    return DATE.format(moment) + " " + time(moment.toLocalTime());
  }

  private static String era(Object value) {
    return moment(value).getYear() <= 0 ? " BC" : "";
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong()).toString();
  }

  record Refused(String type, String value, String message) {}

  static List<Refused> refused() {
    return List.of(
        new Refused("date", "infinity", "v: a date was expected, but the value is infinity."),
        new Refused("timestamp", "-infinity", "v: a timestamp was expected"),
        new Refused("timestamptz", "infinity", "v: a timestamp was expected"),
        new Refused("timestamp", "294276-12-31 23:59:59", "64 bits of microseconds"),
        new Refused("time", "24:00:00", "v: a time of day was expected"),
        new Refused("numeric(5,1)", "NaN", "the value is NaN"),
        new Refused("integer[]", "{{1,2},{3,4}}", "an array of one dimension was expected"),
        new Refused("text[]", "{{a},{b}}", "an array of one dimension was expected"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void valuesThatNoColumnHoldsAreRejectsWithTheirPlace(Refused refused, TestDatabase database) {
    Db db = Db.of(database);
    db.run(
        "CREATE TABLE t (id int PRIMARY KEY, v " + refused.type() + ")",
        "INSERT INTO t VALUES (1, NULL), (12, '" + refused.value() + "'), (13, NULL)");

    Db.Content content = db.read("{'table': 'public.t'}");

    assertThat(content.column(0)).containsExactly(1, 13);
    RejectedRecord reject = content.rejects().getFirst();
    assertThat(reject.rule()).isEqualTo("type");
    assertThat(reject.message()).contains(refused.message());
    assertThat(reject.place()).isEqualTo("public.t:12");
    assertThat(reject.original()).contains("\"id\":\"12\"");
  }

  @Test
  void namesAreQuotedWhateverTheyHold(TestDatabase database) {
    Db db = Db.of(database);
    db.run(
        "CREATE SCHEMA \"S p\"",
        "CREATE TABLE \"S p\".\"T\"\"a.b\" (\"I d\" int PRIMARY KEY, \"?::x\" text, \"{d}\" int)",
        "INSERT INTO \"S p\".\"T\"\"a.b\" VALUES (1, 'a?b', 2)");

    Db.Content content = db.read("{'table': 'S p.T\\'a.b'}");

    assertThat(content.rows().getFirst().toString()).isEqualTo("[1, a?b, 2, 1]");
  }
}
