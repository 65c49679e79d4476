package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.list;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Vectors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that went by COPY against literals that PostgreSQL reads itself. */
@ExtendWith(PostgresExtension.class)
class CopyTypesTest {
  private final TestDatabase database;
  private final Destination destination;

  CopyTypesTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void booleans() {
    assertSame(Vectors.BOOL, "boolean", true, "true", false, "false");
  }

  @Test
  void wholeNumbers() {
    assertSame(Vectors.TINYINT, "smallint", 127, "127", -128, "-128", 0, "0");
    assertSame(Vectors.SMALLINT, "smallint", 32767, "32767", -32768, "-32768");
    assertSame(
        Vectors.INT, "integer", Integer.MAX_VALUE, "2147483647", Integer.MIN_VALUE, "-2147483648");
    assertSame(
        Vectors.BIGINT,
        "bigint",
        Long.MAX_VALUE,
        "9223372036854775807",
        Long.MIN_VALUE,
        "-9223372036854775808",
        -1,
        "-1");
  }

  @Test
  void floatingPointNumbers() {
    assertSame(
        Vectors.REAL,
        "real",
        Float.MAX_VALUE,
        "3.4028235e38",
        Float.MIN_VALUE,
        "1.4e-45",
        -0.0f,
        "-0",
        Float.NaN,
        "NaN",
        Float.NEGATIVE_INFINITY,
        "-Infinity",
        1.1f,
        "1.1");
    assertSame(
        Vectors.DOUBLE,
        "double precision",
        Double.MAX_VALUE,
        "1.7976931348623157e308",
        Double.MIN_VALUE,
        "4.9e-324",
        Double.NaN,
        "NaN",
        Double.POSITIVE_INFINITY,
        "Infinity",
        0.1,
        "0.1",
        -1e100,
        "-1e100");
  }

  @Test
  void decimals() {
    assertSame(
        Vectors.decimal(12, 2),
        "numeric(12,2)",
        new BigDecimal("0.00"),
        "0",
        new BigDecimal("-0.01"),
        "-0.01",
        new BigDecimal("9999999999.99"),
        "9999999999.99",
        new BigDecimal("10000.00"),
        "10000",
        new BigDecimal("100000000.10"),
        "100000000.1");
    assertSame(
        Vectors.decimal(38, 0),
        "numeric(38,0)",
        new BigDecimal("99999999999999999999999999999999999999"),
        "99999999999999999999999999999999999999",
        new BigDecimal("-99999999999999999999999999999999999999"),
        "-99999999999999999999999999999999999999",
        new BigDecimal("9223372036854775808"),
        "9223372036854775808",
        new BigDecimal("-9223372036854775808"),
        "-9223372036854775808",
        new BigDecimal("10000000000000000"),
        "10000000000000000");
    assertSame(
        Vectors.decimal(38, 38),
        "numeric(38,38)",
        new BigDecimal("0.00000000000000000000000000000000000001"),
        "0.00000000000000000000000000000000000001",
        new BigDecimal("-0.99999999999999999999999999999999999999"),
        "-0.99999999999999999999999999999999999999");
  }

  @Test
  void randomDecimalsOfEveryScale() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int scale : List.of(0, 1, 2, 3, 4, 5, 7, 11, 18, 29, 38)) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        BigInteger unscaled =
            new BigInteger(1 + random.nextInt(125), random)
                .mod(BigInteger.TEN.pow(1 + random.nextInt(38)));
        BigDecimal value =
            new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
        values.add(value);
        values.add(value.toPlainString());
      }
      try {
        assertSame(Vectors.decimal(38, scale), "numeric(38," + scale + ")", values.toArray());
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", scale " + scale, e);
      }
    }
  }

  @Test
  void texts() {
    assertSame(
        Vectors.TEXT,
        "text",
        "",
        "",
        "it's",
        "it's",
        "Größe 漢字 🦆",
        "Größe 漢字 🦆",
        "tab\tline\nback\\slash",
        "tab\tline\nback\\slash",
        "\\N",
        "\\N",
        "x".repeat(100_000),
        "x".repeat(100_000));
    assertSame(Vectors.LARGE_TEXT, "text", "a", "a", "", "", "déjà", "déjà");
  }

  @Test
  void bytes() {
    assertSame(
        Vectors.BINARY, "bytea", new byte[0], "\\x", new byte[] {0, 1, -1, 92}, "\\x0001ff5c");
  }

  @Test
  void dates() {
    assertSame(
        Vectors.DATE,
        "date",
        LocalDate.of(2000, 1, 1),
        "2000-01-01",
        LocalDate.of(1999, 12, 31),
        "1999-12-31",
        LocalDate.of(1970, 1, 1),
        "1970-01-01",
        LocalDate.of(1, 1, 1),
        "0001-01-01",
        LocalDate.of(0, 12, 31),
        "0001-12-31 BC",
        LocalDate.of(9999, 12, 31),
        "9999-12-31",
        LocalDate.of(-4712, 1, 1),
        "4713-01-01 BC",
        Integer.MAX_VALUE,
        "infinity",
        -Integer.MAX_VALUE,
        "-infinity");
  }

  @Test
  void timestamps() {
    assertSame(
        Vectors.TIMESTAMP,
        "timestamp",
        LocalDateTime.parse("2000-01-01T00:00:00"),
        "2000-01-01 00:00:00",
        LocalDateTime.parse("1999-12-31T23:59:59.999999"),
        "1999-12-31 23:59:59.999999",
        LocalDateTime.parse("1969-07-20T20:17:40.000001"),
        "1969-07-20 20:17:40.000001",
        LocalDateTime.parse("9999-12-31T23:59:59.999999"),
        "9999-12-31 23:59:59.999999",
        Long.MAX_VALUE,
        "infinity",
        -Long.MAX_VALUE,
        "-infinity");
    assertSame(
        Vectors.INSTANT,
        "timestamptz",
        Instant.parse("2024-03-31T01:30:00.5Z"),
        "2024-03-31 03:30:00.5+02",
        Instant.EPOCH,
        "1970-01-01 00:00:00+00",
        Long.MAX_VALUE,
        "infinity");
  }

  @Test
  void times() {
    assertSame(
        Vectors.TIME,
        "time",
        LocalTime.MIDNIGHT,
        "00:00",
        LocalTime.parse("23:59:59.999999"),
        "23:59:59.999999",
        86_400_000_000L,
        "24:00");
  }

  @Test
  void uuids() {
    UUID id = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    assertSame(
        ExtensionTypes.uuid("v"), "uuid", id, id.toString(), new UUID(0, 0), "" + new UUID(0, 0));
    assertSame(
        field("v", new ArrowType.FixedSizeBinary(3)), "bytea", new byte[] {1, 0, 2}, "\\x010002");
  }

  @Test
  void jsonDocuments() {
    assertSame(
        ExtensionTypes.json("v"),
        "jsonb",
        "{\"b\": [1, null, \"ü\"], \"a\": 1.50}",
        "{\"a\": 1.50, \"b\": [1, null, \"ü\"]}",
        "null",
        "null",
        "\"text\"",
        "\"text\"",
        "12345678901234567890.123",
        "12345678901234567890.123");
  }

  @Test
  void listsOfScalars() {
    assertSame(
        list("v", field("e", Vectors.INT)),
        "integer[]",
        List.of(),
        "{}",
        Arrays.asList(1, null, -3),
        "{1,NULL,-3}");
    assertSame(list("v", field("e", Vectors.BOOL)), "boolean[]", List.of(true, false), "{t,f}");
    assertSame(list("v", field("e", Vectors.SMALLINT)), "smallint[]", List.of(1), "{1}");
    assertSame(
        list("v", field("e", Vectors.BIGINT)),
        "bigint[]",
        List.of(Long.MIN_VALUE),
        "{-9223372036854775808}");
    assertSame(list("v", field("e", Vectors.REAL)), "real[]", List.of(1.5f), "{1.5}");
    assertSame(
        list("v", field("e", Vectors.DOUBLE)),
        "double precision[]",
        List.of(0.1, Double.NaN),
        "{0.1,NaN}");
    assertSame(
        list("v", field("e", Vectors.decimal(12, 2))),
        "numeric(12,2)[]",
        Arrays.asList(new BigDecimal("-1.25"), null),
        "{-1.25,NULL}");
    assertSame(
        list("v", field("e", Vectors.TEXT)),
        "text[]",
        Arrays.asList("a,b", "", null, "NULL", "\"q\" \\ {x}"),
        "{\"a,b\",\"\",NULL,\"NULL\",\"\\\"q\\\" \\\\ {x}\"}");
    assertSame(
        list("v", field("e", Vectors.BINARY)),
        "bytea[]",
        List.of(new byte[] {0, 7}),
        "{\"\\\\x0007\"}");
    assertSame(
        list("v", field("e", Vectors.DATE)), "date[]", List.of(LocalDate.EPOCH), "{1970-01-01}");
    assertSame(list("v", field("e", Vectors.TIME)), "time[]", List.of(LocalTime.NOON), "{12:00}");
    assertSame(
        list("v", field("e", Vectors.TIMESTAMP)),
        "timestamp[]",
        List.of(LocalDateTime.parse("2024-01-01T00:00:00")),
        "{2024-01-01 00:00:00}");
    assertSame(
        list("v", field("e", Vectors.INSTANT)),
        "timestamptz[]",
        List.of(Instant.EPOCH),
        "{1970-01-01 00:00:00+00}");
    assertSame(
        list("v", ExtensionTypes.uuid("e")),
        "uuid[]",
        List.of(new UUID(0, 1)),
        "{00000000-0000-0000-0000-000000000001}");
  }

  @Test
  void nestedValuesAreJson() {
    assertSame(
        list("v", list("e", field("f", Vectors.INT))),
        "jsonb",
        Arrays.asList(List.of(1, 2), List.of(), null),
        "[[1,2],[],null]");
    assertSame(
        list("v", ExtensionTypes.json("e")), "jsonb", List.of("{\"a\":1}", "2"), "[{\"a\":1},2]");
    assertSame(
        Vectors.struct(
            "v",
            field("n", Vectors.decimal(12, 2)),
            field("d", Vectors.DATE),
            field("t", Vectors.INSTANT),
            ExtensionTypes.json("j"),
            field("x", Vectors.BINARY)),
        "jsonb",
        Map.of(
            "n",
            new BigDecimal("1.50"),
            "d",
            LocalDate.EPOCH,
            "t",
            Instant.EPOCH,
            "j",
            "[true]",
            "x",
            new byte[] {1}),
        "{\"n\":1.50,\"d\":\"1970-01-01\",\"t\":\"1970-01-01T00:00:00Z\",\"j\":[true],\"x\":\"AQ==\"}");
    assertSame(
        Vectors.map("v", Vectors.TEXT, field("value", Vectors.BIGINT)),
        "jsonb",
        Map.of("a \"b\"", 1L),
        "{\"a \\\"b\\\"\":1}",
        Map.of(),
        "{}");
    assertSame(
        Vectors.map("v", Vectors.BIGINT, field("value", Vectors.BOOL)),
        "jsonb",
        Map.of(7L, true),
        "{\"7\":true}");
  }

  @Test
  void jsonThatPostgresCannotHoldIsRefusedByRow() {
    Schema schema =
        schema(
            field("n", Vectors.INT),
            ExtensionTypes.json("doc"),
            Vectors.struct("pair", field("t", Vectors.TEXT)));
    try (LoadHarness harness = new LoadHarness(destination, schema)) {
      var result =
          harness.load(
              "r1",
              0,
              List.of(
                  List.of(0, "[]", Map.of("t", "fine")),
                  List.of(1, "\"a\\u0000b\"", Map.of("t", "fine")),
                  List.of(2, "{not json", Map.of("t", "fine")),
                  List.of(3, "{}", Map.of("t", "a\0b")),
                  List.of(4, "{}", Map.of("t", "fine"))));

      assertThat(result.loaded()).isEqualTo(2);
      assertThat(result.rejects()).extracting(RejectedRecord::rule).doesNotContainNull().hasSize(3);
      assertThat(result.rejects())
          .extracting(RejectedRecord::original)
          .containsExactly(
              "{\"n\":1,\"doc\":\"a\\u0000b\",\"pair\":{\"t\":\"fine\"}}",
              "{\"n\":2,\"doc\":\"{not json\",\"pair\":{\"t\":\"fine\"}}",
              "{\"n\":3,\"doc\":{},\"pair\":{\"t\":\"a\\u0000b\"}}");
    }
  }

  @Test
  void compatibleColumnsOfAnExistingTable() {
    database.run(
        """
        CREATE SCHEMA silver;
        CREATE TABLE silver.things (a bigint, b numeric, c numeric(14,4), d varchar(5), e char(5),
          f double precision, g int, h json, i text, j varchar(9)[], k json, l numeric[])
        """);
    Schema schema =
        schema(
            field("g", Vectors.SMALLINT),
            field("a", Vectors.INT),
            field("b", Vectors.BIGINT),
            field("c", Vectors.decimal(12, 2)),
            field("d", Vectors.TEXT),
            field("e", Vectors.TEXT),
            field("f", Vectors.REAL),
            ExtensionTypes.json("h"),
            ExtensionTypes.json("i"),
            list("j", field("e", Vectors.TEXT)),
            list("k", field("e", Vectors.INT)),
            list("l", field("e", Vectors.decimal(12, 2))));
    try (LoadHarness harness = new LoadHarness(destination, schema)) {
      harness.publish(
          "r1",
          Map.of(),
          List.of(
              List.of(
                  -7,
                  -1,
                  Long.MIN_VALUE,
                  new BigDecimal("-1.25"),
                  "ab",
                  "ab",
                  1.5f,
                  "{ }",
                  "[1]",
                  List.of("x"),
                  List.of(1),
                  List.of(new BigDecimal("1.50"))),
              Arrays.asList(
                  null, null, null, null, null, null, null, null, null, null, null, null)));
    }
    assertThat(database.rows("SELECT * FROM silver.things ORDER BY a"))
        .containsExactly(
            "-1|-9223372036854775808|-1.2500|ab|ab   |1.5|-7|{ }|[1]|{x}|[1]|{1.50}",
            "∅|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅|∅");
  }

  @Test
  void textOfInvalidUtf8IsRefusedByRow() {
    Schema schema = schema(field("t", Vectors.TEXT));
    try (LoadHarness harness = new LoadHarness(destination, schema)) {
      var result =
          harness.load(
              "r1",
              0,
              List.of(List.of("good"), List.of(new byte[] {'a', (byte) 0xff}), List.of("x")));
      assertThat(result.loaded()).isEqualTo(2);
      assertThat(result.rejects())
          .singleElement()
          .satisfies(reject -> assertThat(reject.rule()).contains("encoding"));
    }
  }

  /** Values and the literals that PostgreSQL shall find equal, and a NULL. */
  private void assertSame(ArrowType type, String sqlType, @Nullable Object... valuesAndLiterals) {
    assertSame(field("v", type), sqlType, valuesAndLiterals);
  }

  private void assertSame(Field field, String sqlType, @Nullable Object... valuesAndLiterals) {
    database.run("DROP TABLE IF EXISTS silver.things");
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < valuesAndLiterals.length; i += 2) {
      rows.add(Arrays.asList(i / 2, valuesAndLiterals[i]));
      String literal = String.valueOf(valuesAndLiterals[i + 1]).replace("'", "''");
      expected.add("(" + i / 2 + ", '" + literal + "'::" + sqlType + ")");
    }
    rows.add(Arrays.asList(valuesAndLiterals.length / 2, null));
    expected.add("(" + valuesAndLiterals.length / 2 + ", NULL)");
    List<Field> fields = List.of(field("n", Vectors.INT), field);
    try (LoadHarness harness = new LoadHarness(destination, new Schema(fields))) {
      harness.publish("r" + System.nanoTime(), Map.of(), rows);
    }
    assertThat(
            database.rows(
                "SELECT t.n, left(t.v::text, 50), left(e.v::text, 50) FROM silver.things t FULL JOIN (VALUES "
                    + String.join(", ", expected)
                    + ") AS e (n, v) ON t.n = e.n"
                    + " WHERE t.v IS DISTINCT FROM e.v OR t.v::text IS DISTINCT FROM e.v::text OR t.n IS NULL"))
        .isEmpty();
    assertThat(
            database.value(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                    + " WHERE attrelid = 'silver.things'::regclass AND attname = 'v'"))
        .isEqualTo(
            database.value(
                "SELECT regexp_replace(pg_typeof(NULL::"
                    + sqlType
                    + ")::text, '(\\[])?$', '"
                    + modifier(sqlType)
                    + "\\1')"));
    assertThat(database.value("SELECT count(*) FROM silver.things"))
        .isEqualTo(Integer.toString(rows.size()));
  }

  private static String modifier(String sqlType) {
    int open = sqlType.indexOf('(');
    return open < 0 ? "" : sqlType.substring(open, sqlType.indexOf(')') + 1);
  }
}
