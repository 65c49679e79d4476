package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class ColumnUnionTest {
  @Test
  void columnsOfBothStandInTheirOrder() {
    assertThat(union(List.of(of("a", "bigint"), of("b", "text")), List.of(of("c", "date"))))
        .containsExactly(of("a", "bigint"), of("b", "text"), of("c", "date"));
  }

  @Test
  void theNarrowestTypeThatHoldsBothIsTaken() {
    assertThat(union(of("a", "integer"), of("a", "bigint"))).isEqualTo(of("a", "bigint"));
    assertThat(union(of("a", "bigint"), of("a", "integer"))).isEqualTo(of("a", "bigint"));
    assertThat(union(of("a", "decimal(10,2)"), of("a", "decimal(12,1)")))
        .isEqualTo(of("a", "decimal(13,2)"));
    assertThat(union(of("a", "integer"), of("a", "text"))).isEqualTo(of("a", "text"));
    assertThat(union(of("a", "text"), of("a", "date"))).isEqualTo(of("a", "text"));
    assertThat(union(of("a", "boolean"), of("a", "date"))).isEqualTo(of("a", "text"));
    assertThat(union(of("a", "uuid"), of("a", "json"))).isEqualTo(ExtensionTypes.json("a"));
  }

  @Test
  void nestedColumnsHoldThePartsOfBoth() {
    Field both =
        union(
            struct("o", of("x", "integer"), list("l", struct("e", of("k", "text")))),
            struct(
                "o",
                of("y", "date"),
                list("l", struct("e", of("n", "bigint"))),
                of("x", "bigint")));
    assertThat(both)
        .isEqualTo(
            struct(
                "o",
                of("x", "bigint"),
                list("l", struct("e", of("k", "text"), of("n", "bigint"))),
                of("y", "date")));
    assertThat(union(struct("o", of("x", "integer")), list("o", of("e", "integer"))))
        .isEqualTo(ExtensionTypes.json("o"));
  }

  private static Field union(Field a, Field b) {
    return union(List.of(a), List.of(b)).getFirst();
  }

  private static List<Field> union(List<Field> a, List<Field> b) {
    return ColumnUnion.of(new Schema(a), new Schema(b)).getFields();
  }

  private static Field of(String name, String type) {
    return ColumnTypes.field(name, type);
  }

  private static Field struct(String name, Field... parts) {
    return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(parts));
  }

  private static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }
}
