package dev.penstock.connector.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.error.PermanentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaInferenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1|2|bigint
          9223372036854775807|-9223372036854775808|bigint
          1|9223372036854775808|decimal(38,0)
          1|99999999999999999999999999999999999999|decimal(38,0)
          1|100000000000000000000000000000000000000|varchar
          1|1.5|double
          1e3|1|double
          true|false|boolean
          true|1|varchar
          1|"a"|varchar
          "2026-01-31"|"2026-01-31"|varchar
          null|null|varchar
          null|1|bigint
          {}|null|json
          []|[1]|json
          1|{}|json
          "a"|[]|json
          """)
  void twoValuesGiveTheNarrowestTypeThatHoldsBoth(String first, String second, String type) {
    assertThat(found(Map.of(), null, "{\"a\": %s}", first, second))
        .isEqualTo(Map.of("a", type, Columns.PLACE, "bigint"));
    assertThat(found(Map.of(), null, "{\"a\": %s}", second, first))
        .isEqualTo(Map.of("a", type, Columns.PLACE, "bigint"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          integer|1|integer
          integer|2147483648|bigint
          bigint|1.5|double
          bigint|"a"|varchar
          varchar|1|varchar
          varchar|{}|json
          json|1|json
          date|"2026-01-31"|date
          decimal(12,2)|1.5|decimal(12,2)
          timestamptz|null|timestamptz
          """)
  void knownTypesAreWidened(String known, String value, String type) {
    Schema last = new Schema(List.of(ColumnTypes.field("a", known)));

    assertThat(found(Map.of(), last, "{\"a\": %s}", value).get("a")).isEqualTo(type);
  }

  @Test
  void declaredTypesWinAndColumnsKeepTheOrderInWhichTheyWereMet() {
    Schema last =
        new Schema(
            List.of(
                ColumnTypes.field("z", "bigint"),
                Field.nullable(Columns.PLACE, ColumnTypes.BIGINT)));

    assertThat(
            found(
                Map.of("a", "decimal(12,2)", "rare", "date"),
                last,
                "{\"b\": 1, \"a\": %s}",
                "\"1.5\""))
        .containsExactly(
            Map.entry("z", "bigint"),
            Map.entry("b", "bigint"),
            Map.entry("a", "decimal(12,2)"),
            Map.entry("rare", "date"),
            Map.entry(Columns.PLACE, "bigint"));
  }

  @Test
  void namesThatDifferInCaseOnlyAreAnErrorThatNamesBoth() {
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> found(Map.of(), null, "{\"Id\": %s, \"id\": 1}", "1"))
        .withMessageContaining("`Id`")
        .withMessageContaining("`id`");
  }

  @ParameterizedTest
  @CsvSource({"_place", "_Batch_Id", "''", "' '"})
  void namesThatNoColumnCanHaveAreErrors(String name) {
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> found(Map.of(), null, "{\"" + name + "\": %s}", "1"))
        .withMessageContaining("`" + name + "`");
  }

  @Test
  void namesAndColumnsAreLimited() {
    String wide = "{\"a\": %s";
    String tooWide =
        IntStream.range(0, 2000).mapToObj(i -> ", \"c" + i + "\": 1").reduce(wide, String::concat);

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> found(Map.of(), null, tooWide + "}", "1"))
        .withMessageContaining("2000");
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> found(Map.of(), null, "{\"" + "ä".repeat(32) + "\": %s}", "1"))
        .withMessageContaining("63 bytes");
    assertThat(found(Map.of(), null, "{\"" + "ä".repeat(31) + "\": %s}", "1")).hasSize(2);
  }

  private static Map<String, String> found(
      Map<String, String> declared, @Nullable Schema known, String record, String... values) {
    SchemaInference inference = new SchemaInference(declared, known);
    for (String value : values) {
      try {
        inference.add((ObjectNode) JSON.readTree(record.formatted(value)));
      } catch (JsonProcessingException e) {
        throw new AssertionError(e);
      }
    }
    Map<String, String> types = new LinkedHashMap<>();
    inference.schema().getFields().forEach(f -> types.put(f.getName(), ColumnTypes.word(f)));
    return types;
  }
}
