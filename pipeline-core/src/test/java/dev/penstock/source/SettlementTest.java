package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettlementTest {
  private static final List<String> TYPES =
      List.of(
          "boolean",
          "tinyint",
          "smallint",
          "integer",
          "bigint",
          "real",
          "double",
          "decimal(12,2)",
          "decimal(38,0)",
          "varchar",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "uuid",
          "json",
          "binary",
          "bigint[]",
          "struct");

  /** What a column becomes that was of the first type and is of the second; others cannot. */
  private static final Map<String, String> WIDENED =
      Map.ofEntries(
          Map.entry("tinyint smallint", "smallint"),
          Map.entry("tinyint integer", "integer"),
          Map.entry("tinyint bigint", "bigint"),
          Map.entry("smallint integer", "integer"),
          Map.entry("smallint bigint", "bigint"),
          Map.entry("integer bigint", "bigint"),
          Map.entry("tinyint real", "double"),
          Map.entry("smallint real", "double"),
          Map.entry("integer real", "double"),
          Map.entry("bigint real", "double"),
          Map.entry("tinyint double", "double"),
          Map.entry("smallint double", "double"),
          Map.entry("integer double", "double"),
          Map.entry("bigint double", "double"),
          Map.entry("real double", "double"),
          Map.entry("tinyint decimal(12,2)", "decimal(12,2)"),
          Map.entry("smallint decimal(12,2)", "decimal(12,2)"),
          Map.entry("integer decimal(12,2)", "decimal(12,2)"),
          Map.entry("bigint decimal(12,2)", "decimal(21,2)"),
          Map.entry("tinyint decimal(38,0)", "decimal(38,0)"),
          Map.entry("smallint decimal(38,0)", "decimal(38,0)"),
          Map.entry("integer decimal(38,0)", "decimal(38,0)"),
          Map.entry("bigint decimal(38,0)", "decimal(38,0)"),
          Map.entry("date timestamp", "timestamp"));

  static Stream<List<String>> pairs() {
    return TYPES.stream().flatMap(a -> TYPES.stream().map(b -> List.of(a, b)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void evolvingWidensWithoutLossAndRefusesTheRest(List<String> pair) {
    String known = pair.get(0);
    String found = pair.get(1);
    String expected = expected(known, found);

    if (expected == null) {
      Problem problem =
          refused(SchemaChange.EVOLVE, Map.of(), schema("a", known), schema("a", found));
      assertThat(problem.code()).isEqualTo("type-changed");
      assertThat(problem.where()).isEqualTo("streams.s.source.schema.a");
      assertThat(problem.message()).contains("`a`").contains(known).contains(found);
      assertThat(problem.advice()).contains("schema").contains("full");
    } else {
      Settlement.Result result =
          settle(SchemaChange.EVOLVE, Map.of(), schema("a", known), schema("a", found));
      assertThat(words(result)).containsExactly("a " + expected);
      assertThat(result.notes()).hasSize(expected.equals(known) ? 0 : 1);
    }
  }

  /** The same in both directions, but nothing becomes text, and what was text stays so. */
  private static @Nullable String expected(String known, String found) {
    List<String> noScalars = List.of("json", "binary", "bigint[]", "struct");
    if (known.equals(found)) {
      return known;
    }
    if (known.equals("varchar")) {
      return noScalars.contains(found) ? null : "varchar";
    }
    if (known.equals("json")) {
      return found.equals("bigint[]") || found.equals("struct") ? "json" : null;
    }
    String widened = WIDENED.get(known + " " + found);
    return widened != null ? widened : WIDENED.get(found + " " + known);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void ignoringKeepsTheKnownTypeOrRefuses(List<String> pair) {
    String known = pair.get(0);
    boolean kept = known.equals(expected(known, pair.get(1)));
    Schema last = schema("a", known);
    Schema now = schema("a", pair.get(1));

    if (kept) {
      assertThat(words(settle(SchemaChange.IGNORE, Map.of(), last, now)))
          .containsExactly("a " + known);
    } else {
      assertThat(refused(SchemaChange.IGNORE, Map.of(), last, now).code())
          .isEqualTo("type-changed");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          varchar|boolean,integer,bigint,double,decimal(5,1),date,time,timestamp,timestamptz,uuid,json
          boolean|varchar,json
          bigint|boolean-,integer,double,decimal(5,1),varchar,json,date-,timestamp-,uuid-
          double|integer,bigint,decimal(5,1),varchar,json,timestamptz-
          decimal(12,2)|bigint,double,decimal(5,1),varchar,json,boolean-
          date|timestamp,varchar,timestamptz-,bigint-,json-
          timestamp|varchar,date-,timestamptz-,time-
          timestamptz|varchar,timestamp-,date-
          time|varchar,timestamp-
          uuid|varchar,bigint-
          json|varchar,bigint-
          struct|json,varchar,bigint-
          bigint[]|json,varchar,date-
          binary|varchar-,json-,uuid-
          """)
  void declaredTypesWinWhereTheSourceCanBeReadSo(String found, String list) {
    for (String word : list.split(",(?!\\d)")) {
      String type = word.replace("-", "");
      Schema now = schema("a", found);
      if (word.endsWith("-")) {
        Problem problem = refused(SchemaChange.EVOLVE, Map.of("a", type), null, now);
        assertThat(problem.code()).isEqualTo("type-mismatch");
        assertThat(problem.message()).contains(found).contains(type);
      } else {
        assertThat(words(settle(SchemaChange.FAIL, Map.of("a", type), null, now)))
            .containsExactly("a " + type);
        assertThat(words(settle(SchemaChange.FAIL, Map.of("a", type), schema("a", "date"), now)))
            .as("also over the last run")
            .containsExactly("a " + type);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SchemaChange.class)
  void aDeclaredColumnThatIsNotThereIsAnErrorThatNamesTheNearMiss(SchemaChange change) {
    Problem problem =
        refused(
            change, Map.of("amuont", "double"), null, schema("id", "bigint", "amount", "double"));

    assertThat(problem.code()).isEqualTo("column-missing");
    assertThat(problem.where()).isEqualTo("streams.s.source.schema.amuont");
    assertThat(problem.text()).contains("`amuont`").contains("Did you mean `amount`?");
  }

  @Test
  void evolvingAddsNewColumnsBehindAndKeepsMissingOnes() {
    Settlement.Result result =
        settle(
            SchemaChange.EVOLVE,
            Map.of(),
            schema("b", "bigint", "gone", "date", "a", "varchar"),
            schema("new", "boolean", "a", "varchar", "b", "bigint"));

    assertThat(words(result)).containsExactly("b bigint", "gone date", "a varchar", "new boolean");
    assertThat(result.notes())
        .containsExactly(
            "The column `gone` is missing at the source; it is NULL.",
            "The column `new` (boolean) is new.");
  }

  @Test
  void ignoringLeavesNewColumnsOutUnlessTheyAreDeclared() {
    Settlement.Result result =
        settle(
            SchemaChange.IGNORE,
            Map.of("wanted", "date"),
            schema("b", "bigint", "gone", "date"),
            schema("new", "boolean", "wanted", "varchar", "b", "bigint"));

    assertThat(words(result)).containsExactly("b bigint", "gone date", "wanted date");
    assertThat(result.notes()).hasSize(3);
  }

  @Test
  void failingListsEveryDifference() {
    Problem problem =
        refused(
            SchemaChange.FAIL,
            Map.of(),
            schema("same", "date", "gone", "date", "changed", "bigint"),
            schema("new", "boolean", "changed", "double", "same", "date"));

    assertThat(problem.code()).isEqualTo("schema-changed");
    assertThat(problem.message())
        .contains("new: `new`")
        .contains("missing: `gone`")
        .contains("`changed` (double, was bigint)")
        .doesNotContain("`same`");
  }

  @Test
  void failingAcceptsAnotherOrder() {
    assertThat(
            words(
                settle(
                    SchemaChange.FAIL,
                    Map.of(),
                    schema("a", "date", "b", "bigint"),
                    schema("b", "bigint", "a", "date"))))
        .containsExactly("a date", "b bigint");
  }

  @Test
  void aNameWhoseCaseChangedIsRefused() {
    assertThat(
            refused(SchemaChange.EVOLVE, Map.of(), schema("Id", "bigint"), schema("id", "bigint"))
                .text())
        .contains("`Id`")
        .contains("`id`");
  }

  private static Settlement.Result settle(
      SchemaChange change, Map<String, String> declared, @Nullable Schema known, Schema found) {
    SourceDefinition definition =
        new SourceDefinition("c", "csv", declared, change, JsonNodeFactory.instance.objectNode());
    return new Settlement(definition, "streams.s.source", known, found).settle();
  }

  private static Problem refused(
      SchemaChange change, Map<String, String> declared, @Nullable Schema known, Schema found) {
    PermanentException error =
        catchThrowableOfType(
            PermanentException.class, () -> settle(change, declared, known, found));
    assertThat(error).as("an error").isNotNull();
    return error.problem();
  }

  private static List<String> words(Settlement.Result result) {
    List<Field> fields = result.schema().getFields();
    assertThat(fields.getLast().getName()).isEqualTo(Columns.PLACE);
    return fields.subList(0, fields.size() - 1).stream()
        .map(field -> field.getName() + " " + ColumnTypes.word(field))
        .toList();
  }

  private static Schema schema(String... namesAndTypes) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      fields.add(field(namesAndTypes[i], namesAndTypes[i + 1]));
    }
    fields.add(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT));
    return new Schema(fields);
  }

  private static Field field(String name, String type) {
    return switch (type) {
      case "tinyint" -> Field.nullable(name, new ArrowType.Int(8, true));
      case "smallint" -> Field.nullable(name, new ArrowType.Int(16, true));
      case "real" ->
          Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
      case "binary" -> Field.nullable(name, ArrowType.Binary.INSTANCE);
      case "bigint[]" ->
          new Field(
              name,
              FieldType.nullable(ArrowType.List.INSTANCE),
              List.of(Field.nullable("item", ColumnTypes.BIGINT)));
      case "struct" ->
          new Field(
              name,
              FieldType.nullable(ArrowType.Struct.INSTANCE),
              List.of(Field.nullable("x", ColumnTypes.BIGINT)));
      default -> ColumnTypes.field(name, type);
    };
  }
}
