package dev.penstock.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type, value by value, against MariaDB's own text of it. */
@ExtendWith(MariaDbExtension.class)
class MariaDbTypesTest {
  record Case(String type, ArrowType arrow, String judge, List<String> values) {
    @Override
    public String toString() {
      return type;
    }
  }

  private static Case c(String type, ArrowType arrow, String... values) {
    return new Case(type, arrow, "CAST(v AS CHAR)", List.of(values));
  }

  private static Case judged(String judge, String type, ArrowType arrow, String... values) {
    return new Case(type, arrow, judge, List.of(values));
  }

  static List<Case> cases() {
    return List.of(
        c("tinyint", Types.INT8, "-128", "127"),
        c("tinyint(1)", Types.INT8, "0", "1", "2"),
        c("tinyint unsigned", Types.INT16, "255"),
        c("smallint", Types.INT16, "-32768", "32767"),
        c("smallint unsigned", Types.INT32, "65535"),
        c("mediumint", Types.INT32, "-8388608"),
        c("mediumint unsigned", Types.INT32, "16777215"),
        c("int", Types.INT32, "-2147483648", "2147483647"),
        c("int unsigned", Types.INT64, "4294967295"),
        judged("CAST(v + 0 AS CHAR)", "int(8) unsigned zerofill", Types.INT64, "42"),
        c("bigint", Types.INT64, "-9223372036854775808", "9223372036854775807"),
        c("bigint unsigned", Types.decimal(20, 0), "18446744073709551615", "0"),
        c("decimal(10,3)", Types.decimal(10, 3), "-9999999.999", "0.5"),
        c("decimal(10,3) unsigned", Types.decimal(10, 3), "9999999.999"),
        c("decimal(38,10)", Types.decimal(38, 10), "9".repeat(28) + "." + "9".repeat(10)),
        c("decimal(65,30)", Types.TEXT, "9".repeat(35) + "." + "9".repeat(30)),
        judged(
            "CAST(CAST(v AS DOUBLE) AS CHAR)",
            "float",
            Types.FLOAT,
            "0.1",
            "16777216",
            "3.4028234e38",
            "1.2345678"),
        c("double", Types.DOUBLE, "0.1", "1.7976931348623157e308", "5e-324"),
        judged("IF(v, 'true', IF(v IS NULL, NULL, 'false'))", "bit(1)", Types.BOOL, "1", "0"),
        judged("lpad(hex(v), 4, '0')", "bit(10)", Types.BINARY, "1023", "5"),
        c("char(5)", Types.TEXT, "ab", "äöüßé"),
        c("varchar(20)", Types.TEXT, "", "it''s", "Grüße 😀", "a \n"),
        c("longtext", Types.TEXT, "abc"),
        c("enum('x','y z')", Types.TEXT, "y z"),
        c("set('a','b')", Types.TEXT, "a,b", ""),
        c("json", Types.TEXT, "{\"a\":  1}", "[null]"),
        judged("hex(v)", "binary(3)", Types.BINARY, "a"),
        judged("hex(v)", "varbinary(5)", Types.BINARY, "", "\\0ÿ"),
        judged("hex(v)", "longblob", Types.BINARY, "abc"),
        c("date", Types.DATE, "1000-01-01", "9999-12-31", "1969-12-31"),
        c("time", Types.TIME, "00:00:00", "23:59:59"),
        c("time(6)", Types.TIME, "12:30:00.500001"),
        c("datetime", Types.TIMESTAMP, "1000-01-01 00:00:00", "9999-12-31 23:59:59"),
        c("datetime(6)", Types.TIMESTAMP, "2024-02-29 12:00:00.000001"),
        c("timestamp null", Types.INSTANT, "1970-01-01 00:00:01", "2038-01-19 03:14:07"),
        c("timestamp(3) null", Types.INSTANT, "2024-03-31 02:30:00.123"),
        c("year", Types.INT16, "1901", "2155", "0"),
        c("uuid", new ArrowType.FixedSizeBinary(16), "0980fbd6-e5b2-11f1-8b2b-02fc00000001"),
        c("inet6", Types.TEXT, "::1"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAreThoseThatMariaDbShows(Case type, Db db) {
    db.run("CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, v " + type.type() + ")");
    for (String value : type.values()) {
      String literal = type.type().startsWith("bit") ? value : "'" + value + "'";
      db.run("SET time_zone = '+00:00'", "INSERT INTO t (v) VALUES (" + literal + ")");
    }
    db.run("INSERT INTO t (v) VALUES (NULL)");

    Db.Content content = db.read("{'table': 'SCHEMA.t'}");

    Field field = content.plan().stream().schema().getFields().get(1);
    assertThat(field.getType()).isEqualTo(type.arrow());
    assertThat(content.rejects()).isEmpty();
    List<@Nullable String> expected =
        db.texts(
            "SET STATEMENT time_zone = '+00:00' FOR SELECT "
                + type.judge()
                + " FROM t ORDER BY id");
    assertThat(content.column(1).stream().<@Nullable String>map(v -> text(field, v)).toList())
        .isEqualTo(expected.stream().map(v -> v == null ? null : comparable(field, v)).toList());
  }

  private static String comparable(Field field, String text) {
    return switch (field.getType()) {
      case ArrowType.FloatingPoint _ -> Double.toString(Double.parseDouble(text));
      default -> text;
    };
  }

  private static @Nullable String text(Field field, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (field.getType()) {
      case ArrowType.FloatingPoint _ -> Double.toString(((Number) value).doubleValue());
      case ArrowType.Int _ when field.getType().equals(Types.INT16) && value.equals((short) 0) ->
          "0000";
      case ArrowType.Date _ -> LocalDate.ofEpochDay((Integer) value).toString();
      case ArrowType.Time _ -> fraction(LocalTime.ofNanoOfDay((Long) value * 1_000));
      case ArrowType.Timestamp _ -> {
        LocalDateTime moment =
            value instanceof LocalDateTime local
                ? local
                : LocalDateTime.ofEpochSecond(
                    Math.floorDiv((Long) value, 1_000_000),
                    Math.floorMod((Long) value, 1_000_000) * 1_000,
                    ZoneOffset.UTC);
        yield moment.toLocalDate() + " " + fraction(moment.toLocalTime());
      }
      case ArrowType.Binary _ -> HexFormat.of().withUpperCase().formatHex((byte[]) value);
      case ArrowType.FixedSizeBinary _ -> {
        ByteBuffer buffer = ByteBuffer.wrap((byte[]) value);
        yield new UUID(buffer.getLong(), buffer.getLong()).toString();
      }
      default -> value.toString();
    };
  }

  private static String fraction(LocalTime time) {
    String text = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
    int micros = time.getNano() / 1_000;
    return micros == 0
        ? text
        : micros % 1_000 == 0
            ? text + ".%03d".formatted(micros / 1_000)
            : text + ".%06d".formatted(micros);
  }

  record Refused(String type, String value, String message) {}

  static List<Refused> refused() {
    return List.of(
        new Refused("date", "0000-00-00", "v: a date was expected, but the value is 0000-00-00."),
        new Refused("date", "2024-02-00", "v: a date was expected"),
        new Refused("datetime", "0000-00-00 00:00:00", "v: a timestamp was expected"),
        new Refused("timestamp", "0000-00-00 00:00:00", "v: a timestamp was expected"),
        new Refused("time", "-838:59:59", "v: a time of day was expected"),
        new Refused("time", "24:00:00", "v: a time of day was expected"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void valuesThatNoColumnHoldsAreRejectsWithTheirPlace(Refused refused, Db db) {
    db.run(
        "CREATE TABLE t (id int PRIMARY KEY, v " + refused.type() + " NULL)",
        "INSERT INTO t VALUES (1, NULL)",
        "SET STATEMENT sql_mode='' FOR INSERT INTO t VALUES (12, '" + refused.value() + "')",
        "INSERT INTO t VALUES (13, NULL)");

    Db.Content content = db.read("{'table': 'SCHEMA.t'}");

    assertThat(content.column(0)).containsExactly(1, 13);
    assertThat(content.rejects().getFirst().message()).contains(refused.message());
    assertThat(content.rejects().getFirst().place()).isEqualTo(db.schema() + ".t:12");
  }
}
