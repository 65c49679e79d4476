package dev.penstock.connector.duckdb;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.Contract;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types of columns, tables that exist or change, and rows that a table refuses. */
class TablesTest {
  private final Duck duck;

  TablesTest(@TempDir Path folder) {
    duck = new Duck(folder.resolve("warehouse.duckdb"));
  }

  @AfterEach
  void close() {
    duck.close();
  }

  @Test
  void everyTypeComesBackAsItWent() {
    Schema schema =
        schema(
            field("b", Vectors.BOOL),
            field("i1", Vectors.TINYINT),
            field("i2", Vectors.SMALLINT),
            field("i4", Vectors.INT),
            field("i8", Vectors.BIGINT),
            field("f4", Vectors.REAL),
            field("f8", Vectors.DOUBLE),
            field("d", Vectors.decimal(38, 2)),
            field("t", Vectors.TEXT),
            field("lt", Vectors.LARGE_TEXT),
            field("x", Vectors.BINARY),
            field("day", Vectors.DATE),
            field("time", Vectors.TIME),
            field("ts", Vectors.TIMESTAMP),
            field("instant", Vectors.INSTANT),
            ExtensionTypes.uuid("u"),
            ExtensionTypes.json("j"),
            Vectors.list("l", field("e", Vectors.INT)),
            Vectors.struct("s", field("a", Vectors.INT), field("b c", Vectors.TEXT)),
            Vectors.map("m", Vectors.TEXT, field("value", Vectors.BIGINT)));
    List<@Nullable Object> row =
        List.of(
            true,
            -128,
            32767,
            -5,
            Long.MAX_VALUE,
            1.5f,
            Double.NaN,
            new BigDecimal("123456789012345678901234567890123456.78"),
            "é\0x",
            "long",
            new byte[] {0, (byte) 0xff},
            LocalDate.parse("1969-12-31"),
            LocalTime.parse("23:59:59.123456"),
            LocalDateTime.parse("2024-02-29T12:00:00.000001"),
            Instant.parse("2024-02-29T12:00:00.000001Z"),
            UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
            "{\"a\":[1,null]}",
            List.of(1, 2),
            Map.of("a", 7, "b c", "q"),
            Map.of("k", 9L));
    try (Things things = new Things(duck.destination(), schema, LoadMode.REPLACE)) {
      LoadResult loaded =
          things.load("r1", "s0", 0, List.of(row, Collections.nCopies(row.size(), null)));
      assertThat(loaded.rejects()).isEmpty();
      things.end("r1", "s0", 1);
      things.publish("r1");
    }

    assertThat(
            duck.rows(
                "SELECT column_name, data_type FROM duckdb_columns()"
                    + " WHERE schema_name = 'silver'"))
        .containsExactly(
            "b|BOOLEAN",
            "i1|TINYINT",
            "i2|SMALLINT",
            "i4|INTEGER",
            "i8|BIGINT",
            "f4|FLOAT",
            "f8|DOUBLE",
            "d|DECIMAL(38,2)",
            "t|VARCHAR",
            "lt|VARCHAR",
            "x|BLOB",
            "day|DATE",
            "time|TIME",
            "ts|TIMESTAMP",
            "instant|TIMESTAMP WITH TIME ZONE",
            "u|UUID",
            "j|JSON",
            "l|INTEGER[]",
            "s|STRUCT(a INTEGER, \"b c\" VARCHAR)",
            "m|MAP(VARCHAR, BIGINT)");
    assertThat(
            duck.value(
                "SELECT (b, i1, i2, i4, i8, f4, isnan(f8), d)::VARCHAR || '|' || hex(t) || '|' ||"
                    + " (lt, hex(x), day, time, ts, epoch_us(instant), u, j, l, s, m)::VARCHAR"
                    + " FROM silver.things WHERE b"))
        .contains("-128", "9223372036854775807", "123456789012345678901234567890123456.78")
        .contains("|C3A90078|", "00FF", "1969-12-31", "23:59:59.123456")
        .contains("2024-02-29 12:00:00.000001", "1709208000000001")
        .contains("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "[1, 2]", "'b c': q", "k=9");
    assertThat(duck.value("SELECT count(*) FROM silver.things WHERE b IS NULL AND m IS NULL"))
        .isEqualTo("1");
  }

  @Test
  void columnsAreAddedAndWidened() {
    Schema first = schema(field("id", Vectors.INT), field("amount", Vectors.decimal(10, 2)));
    Schema second =
        schema(
            field("id", Vectors.BIGINT),
            field("amount", Vectors.decimal(12, 4)),
            field("note", Vectors.TEXT));
    try (Things things = new Things(duck.destination(), first, LoadMode.APPEND, "id")) {
      things.publish("r1", List.of(List.of(1, new BigDecimal("1.25"))));
      PublishResult wide =
          things
              .with(second)
              .publish("r2", List.of(List.of(9_000_000_000L, new BigDecimal("2.1234"), "n")));
      things.with(first).publish("r3", List.of(List.of(3, new BigDecimal("3.50"))));

      assertThat(wide.ddl())
          .containsExactly(
              "ALTER TABLE \"silver\".\"things\" ALTER COLUMN \"id\" TYPE BIGINT",
              "ALTER TABLE \"silver\".\"things\" ALTER COLUMN \"amount\" TYPE DECIMAL(12,4)",
              "ALTER TABLE \"silver\".\"things\" ADD COLUMN \"note\" VARCHAR");
    }
    assertThat(duck.rows("SELECT * FROM silver.things ORDER BY id"))
        .containsExactly("1|1.2500|∅", "3|3.5000|∅", "9000000000|2.1234|n");
  }

  @Test
  void aFrozenTableStaysWhatItIs() {
    Schema first = schema(field("id", Vectors.INT));
    try (Things things =
        new Things(
            duck.destination(), first, LoadMode.APPEND, Optional.empty(), Contract.FREEZE, "id")) {
      things.publish("r1", List.of(List.of(1)));

      for (Schema other :
          List.of(
              schema(field("id", Vectors.BIGINT)),
              schema(field("id", Vectors.INT), field("x", Vectors.INT)))) {
        assertThatThrownBy(() -> things.with(other).end("r2", "s0", 0))
            .isInstanceOfSatisfying(
                PermanentException.class,
                e -> {
                  assertThat(e.problem().code()).isEqualTo("table-columns");
                  assertThat(e.problem().message()).contains("its contract is `freeze`");
                });
      }
    }
  }

  @Test
  void whatDoesNotFitIsToldBeforeTheFirstRow() {
    duck.run("CREATE SCHEMA silver");
    duck.run("CREATE TABLE silver.things (id INTEGER, needed VARCHAR NOT NULL, day DATE)");
    Schema schema = schema(field("id", Vectors.DOUBLE), field("day", Vectors.TEXT));
    try (Things things = new Things(duck.destination(), schema, LoadMode.APPEND)) {
      assertThatThrownBy(() -> things.load("r1", "s0", 0, List.of(List.of(1.5, "x"))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e ->
                  assertThat(e.problem().message())
                      .contains("\"day\" is VARCHAR in the output and DATE in the table")
                      .contains("\"needed\" must not be NULL in the table"));
    }
    assertThat(duck.staging()).isEmpty();
  }

  @Test
  void rowsThatTheTableRefusesBecomeRejectsAndComeAgainTheSame() {
    duck.run("CREATE SCHEMA silver");
    duck.run(
        "CREATE TABLE silver.things (id BIGINT PRIMARY KEY, name VARCHAR NOT NULL,"
            + " amount DECIMAL(6,2) CHECK (amount > 0), doc JSON, twice BIGINT"
            + " GENERATED ALWAYS AS (id * 2), seen TIMESTAMP DEFAULT '2020-01-01')");
    Schema schema =
        schema(
            field("id", Vectors.BIGINT),
            field("name", Vectors.TEXT),
            field("amount", Vectors.decimal(20, 2)),
            ExtensionTypes.json("doc"));
    List<List<@Nullable Object>> rows =
        List.of(
            Arrays.asList(1L, "ok", new BigDecimal("1.00"), "{}"),
            Arrays.asList(2L, null, new BigDecimal("1.00"), null),
            Arrays.asList(3L, "large", new BigDecimal("123456.00"), null),
            Arrays.asList(4L, "negative", new BigDecimal("-1.00"), null),
            Arrays.asList(5L, "no json", null, "{nope"),
            Arrays.asList(6L, new byte[] {(byte) 0xff, (byte) 0xfe}, null, null),
            Arrays.asList(7L, "fine", null, "[1]"));
    try (Things things = new Things(duck.destination(), schema, LoadMode.APPEND, "id")) {
      LoadResult loaded = things.load("r1", "s0", 0, rows);

      assertThat(loaded.loaded()).isEqualTo(2);
      assertThat(loaded.rejects())
          .extracting(RejectedRecord::rule)
          .containsExactly(
              "name is not null",
              "value fits its column",
              "CHECK ((amount > 0))",
              "value fits its column",
              "row fits its table");
      assertThat(loaded.rejects().get(1).message())
          .isEqualTo("amount: 123456.00 is no DECIMAL(6,2)");
      assertThat(loaded.rejects().get(1).place()).isEqualTo("s0.csv, row 3 of batch 0");
      assertThat(things.load("r1", "s0", 0, rows)).isEqualTo(loaded);
      things.end("r1", "s0", 1);
      things.publish("r1");
    }
    assertThat(
            duck.rows("SELECT id, name, amount, doc, twice, seen FROM silver.things ORDER BY id"))
        .containsExactly(
            "1|ok|1.00|{}|2|2020-01-01 00:00:00.0", "7|fine|∅|[1]|14|2020-01-01 00:00:00.0");
  }
}
