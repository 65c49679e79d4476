package dev.penstock.column;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NestedColumnTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void listsStructsAndMapsComeOutAsTheyWereWritten() {
    sameAgain(
        list("tags", ColumnTypes.field("e", "varchar")), "[\"a\",null,\"\"]", "[]", "[\"ü\"]");
    sameAgain(
        list("n", ColumnTypes.field("e", "decimal(38,2)")), "[12345678901234567890.10,-0.01]");
    sameAgain(list("n", ColumnTypes.field("e", "bigint")), "[9223372036854775807]", "[1,2,3]");
    sameAgain(list("n", ColumnTypes.field("e", "double")), "[0.1,1.0E300,\"NaN\"]");
    sameAgain(list("t", ColumnTypes.field("e", "timestamp")), "[\"2026-01-31T23:59:59.000001\"]");
    sameAgain(list("u", ExtensionTypes.uuid("e")), "[\"0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e\"]");
    sameAgain(list("b", Field.nullable("e", ArrowType.Binary.INSTANCE)), "[\"AAEC\",null,\"\"]");
    Field struct =
        new Field(
            "s",
            FieldType.nullable(ArrowType.Struct.INSTANCE),
            List.of(
                ColumnTypes.field("day", "date"),
                ColumnTypes.field("on", "boolean"),
                list("deep", ColumnTypes.field("e", "integer"))));
    sameAgain(
        struct,
        "{\"day\":\"2026-01-31\",\"on\":true,\"deep\":[1,null]}",
        "{\"day\":null,\"on\":null,\"deep\":null}");
    Field entries =
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(
                Field.notNullable("key", ColumnTypes.BIGINT),
                ColumnTypes.field("value", "varchar")));
    Field map = new Field("m", FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
    sameAgain(map, "{\"7\":\"a\",\"8\":null}", "{}");
    sameAgain(list("ls", struct), "[{\"day\":null,\"on\":false,\"deep\":[]},null]");
  }

  @Test
  void whatDoesNotFitIsSaid() {
    ColumnBuilder column = ColumnBuilder.of(list("n", ColumnTypes.field("e", "integer")));

    assertThat(json(column, 0, "[1,\"x\"]")).isFalse();
    assertThat(json(column, 0, "{\"a\":1}")).isFalse();
    assertThat(column.number(0, new char[] {'1'}, 0, 1)).isFalse();
    assertThat(json(column, 0, "[3000000000]")).isFalse();
    assertThat(json(column, 0, "[7]")).isTrue();
    Field struct =
        new Field(
            "s",
            FieldType.nullable(ArrowType.Struct.INSTANCE),
            List.of(ColumnTypes.field("a", "integer")));
    assertThat(json(ColumnBuilder.of(struct), 0, "{\"b\":1}")).isFalse();
  }

  /** Each value in a row, with a NULL between two, twice with the same builder. */
  private void sameAgain(Field field, String... values) {
    ColumnBuilder column = ColumnBuilder.of(field);
    for (int time = 0; time < 2; time++) {
      column.clear();
      int row = 0;
      for (String value : values) {
        assertThat(json(column, row++, value)).as("%s in %s", value, field).isTrue();
        column.setNull(row++);
      }
      try (FieldVector vector = field.createVector(allocator)) {
        column.copyTo(vector, row);
        for (int i = 0; i < row; i++) {
          assertThat(JsonValues.value(vector, i)).isEqualTo(i % 2 == 1 ? "null" : values[i / 2]);
        }
      }
    }
  }

  private static boolean json(ColumnBuilder column, int row, String value) {
    byte[] utf8 = value.getBytes(UTF_8);
    return column.json(row, utf8, 0, utf8.length);
  }

  private static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }
}
