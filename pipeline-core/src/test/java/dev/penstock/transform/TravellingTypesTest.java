package dev.penstock.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import dev.penstock.definition.StepDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of every type that travels, through the steps. */
class TravellingTypesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 50;
  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("n", INT),
              Field.nullable("truth", ArrowType.Bool.INSTANCE),
              ExtensionTypes.json("doc"),
              ExtensionTypes.uuid("id"),
              Field.nullable("at", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
              Field.nullable("bytes", ArrowType.Binary.INSTANCE),
              list("numbers", Field.nullable("item", INT)),
              list("truths", Field.nullable("item", ArrowType.Bool.INSTANCE)),
              list("texts", Field.nullable("item", ArrowType.Utf8.INSTANCE)),
              list("ids", ExtensionTypes.uuid("item")),
              list("times", Field.nullable("item", new ArrowType.Time(TimeUnit.MICROSECOND, 64))),
              list("docs", ExtensionTypes.json("item")),
              list("lists", list("item", Field.nullable("item", INT))),
              new Field(
                  "pair",
                  FieldType.nullable(ArrowType.Struct.INSTANCE),
                  List.of(Field.nullable("x", INT), Field.nullable("y", ArrowType.Utf8.INSTANCE))),
              new Field(
                  "pairs",
                  FieldType.nullable(new ArrowType.Map(false)),
                  List.of(
                      new Field(
                          "entries",
                          FieldType.notNullable(ArrowType.Struct.INSTANCE),
                          List.of(
                              new Field(
                                  "key", FieldType.notNullable(ArrowType.Utf8.INSTANCE), null),
                              Field.nullable("value", INT))))),
              Field.nullable(Columns.PLACE, new ArrowType.Int(64, true))));

  /** What becomes JSON in the steps; all others stay as they are. */
  private static final List<String> TO_JSON = List.of("docs", "lists", "pair", "pairs");

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void nothingIsHeld() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  private static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  static List<List<StepDefinition>> steps() {
    return List.of(
        List.of(Fixture.derive("more", "n + 1")),
        List.of(Fixture.filter("n % 3 <> 1")),
        List.of(Fixture.derive("more", "CASE WHEN n = 7 THEN error('seven') ELSE '' END")),
        List.of(Fixture.sql("SELECT *, 1 AS more FROM input")),
        List.of(
            Fixture.sql("SELECT *, CASE WHEN n = 7 THEN error('seven') END AS more FROM input")),
        List.of(Fixture.rename("truth", "verity"), Fixture.sql("FROM input WHERE n < 30")),
        List.of());
  }

  @ParameterizedTest
  @MethodSource("steps")
  void valuesComeOutAsTheyWentIn(List<StepDefinition> steps) throws Exception {
    try (VectorSchemaRoot input = batch();
        StreamTransformer transformer =
            StreamTransformer.open(
                Fixture.stream(steps.toArray(StepDefinition[]::new)),
                Fixture.PATH,
                SCHEMA,
                Fixture.NO_LOOKUPS,
                Limits.DEFAULT,
                allocator);
        TransformResult result = transformer.apply(input, "f")) {
      VectorSchemaRoot rows = result.rows();
      assertThat(rows.getSchema()).isEqualTo(transformer.outputSchema());
      assertThat(rows.getRowCount()).isGreaterThan(ROWS / 2);
      for (Field field : SCHEMA.getFields()) {
        FieldVector out = out(rows, field.getName());
        FieldVector in = input.getVector(field.getName());
        boolean json = !steps.isEmpty() && TO_JSON.contains(field.getName());
        if (json) {
          assertThat(ExtensionTypes.isJson(out.getField())).as(field.getName()).isTrue();
        } else {
          assertThat(plain(out.getField())).isEqualTo(plain(field));
        }
        for (int row = 0; row < rows.getRowCount(); row++) {
          int from = ((IntVector) rows.getVector("n")).get(row);
          assertThat(JSON.readTree(JsonValues.value(out, row)))
              .as("%s of %d", field.getName(), from)
              .isEqualTo(JSON.readTree(JsonValues.value(in, from)));
        }
      }
    }
  }

  @Test
  void aRejectsOriginalHasNestedValuesAsJson() {
    try (VectorSchemaRoot input = batch();
        StreamTransformer transformer =
            StreamTransformer.open(
                Fixture.stream(Fixture.validate("small", "n <> 5")),
                Fixture.PATH,
                SCHEMA,
                Fixture.NO_LOOKUPS,
                Limits.DEFAULT,
                allocator);
        TransformResult result = transformer.apply(input, "f")) {
      assertThat(result.rejects())
          .singleElement()
          .satisfies(
              reject ->
                  assertThat(reject.original())
                      .isEqualTo(
                          """
                          {"n":5,"truth":false,"doc":{"n": 5},\
                          "id":"05050505-0505-0505-0505-050505050505","at":"00:00:05",\
                          "bytes":"AAU=","numbers":[5,null],"truths":[false,null],\
                          "texts":["t5",null],"ids":["05050505-0505-0505-0505-050505050505",null],\
                          "times":["00:00:05",null],"docs":[{"n": 5},null],"lists":[[5,null],null],\
                          "pair":{"x":5,"y":"t5"},"pairs":{"t5":5}}"""));
    }
  }

  @Test
  void expressionsKnowTheTypes() {
    try (VectorSchemaRoot input = batch();
        StreamTransformer transformer =
            StreamTransformer.open(
                Fixture.stream(
                    Fixture.derive("d", "doc->>'n'", "l", "numbers[1]", "p", "pair.x"),
                    Fixture.derive(
                        "made",
                        "[uuid '00000000-0000-0000-0000-000000000001']",
                        "big",
                        "[1::HUGEINT]",
                        "fixed",
                        "[1, 2]::INTEGER[2]",
                        "true_or_not",
                        "n > 3")),
                Fixture.PATH,
                SCHEMA,
                Fixture.NO_LOOKUPS,
                Limits.DEFAULT,
                allocator);
        TransformResult result = transformer.apply(input, "f")) {
      VectorSchemaRoot rows = result.rows();
      assertThat(JsonValues.value(rows.getVector("d"), 5)).isEqualTo("\"5\"");
      assertThat(JsonValues.value(rows.getVector("l"), 5)).isEqualTo("5");
      assertThat(JsonValues.value(rows.getVector("p"), 5)).isEqualTo("5");
      assertThat(JsonValues.value(rows.getVector("made"), 5))
          .isEqualTo("[\"00000000-0000-0000-0000-000000000001\"]");
      assertThat(plain(rows.getVector("big").getField()))
          .isEqualTo("List[Decimal(38, 0, 128)[] null] null");
      assertThat(plain(rows.getVector("fixed").getField()))
          .isEqualTo("List[Int(32, true)[] null] null");
      assertThat(rows.getVector("true_or_not")).isInstanceOf(BitVector.class);
    }
  }

  private static FieldVector out(VectorSchemaRoot rows, String name) {
    FieldVector vector = rows.getVector(name);
    return vector == null ? rows.getVector("verity") : vector;
  }

  /** A field's type without names and nullability of what is inside. */
  private static String plain(Field field) {
    Map<String, String> metadata = field.getMetadata();
    return field.getType()
        + field.getChildren().stream().map(TravellingTypesTest::plain).toList().toString()
        + " "
        + metadata.get(ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME);
  }

  private VectorSchemaRoot batch() {
    VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
    root.allocateNew();
    for (int row = 0; row < ROWS; row++) {
      ((IntVector) root.getVector("n")).setSafe(row, row);
      ((BigIntVector) root.getVector(Columns.PLACE)).setSafe(row, row);
      if (row % 7 == 6) {
        continue;
      }
      for (FieldVector vector : root.getFieldVectors()) {
        fill(vector, row, row);
      }
    }
    root.getFieldVectors().forEach(vector -> vector.setValueCount(ROWS));
    root.setRowCount(ROWS);
    return root;
  }

  private static void fill(FieldVector vector, int at, int value) {
    boolean json = ExtensionTypes.isJson(vector.getField());
    switch (vector) {
      case IntVector v -> v.setSafe(at, value);
      case BigIntVector v -> v.setSafe(at, value);
      case BitVector v -> v.setSafe(at, value % 2 == 0 ? 1 : 0);
      case VarCharVector v ->
          v.setSafe(at, new Text(json ? "{\"n\": " + value + "}" : "t" + value));
      case VarBinaryVector v -> v.setSafe(at, new byte[] {0, (byte) value});
      case TimeMicroVector v -> v.setSafe(at, value * 1_000_000L);
      case FixedSizeBinaryVector v -> v.setSafe(at, bytes(value));
      case MapVector v -> fillList(v, at, value, i -> true, 1);
      case ListVector v -> fillList(v, at, value, i -> i == 0, value % 5 == 4 ? 0 : 2);
      case StructVector v -> {
        v.setIndexDefined(at);
        v.getChildrenFromFields().forEach(child -> fill(child, at, value));
      }
      default -> throw new IllegalArgumentException(vector.toString());
    }
  }

  private static void fillList(ListVector v, int at, int value, IntPredicate filled, int count) {
    int start = v.startNewValue(at);
    for (int i = 0; i < count; i++) {
      if (filled.test(i)) {
        fill(v.getDataVector(), start + i, value);
      } else {
        v.getDataVector().setNull(start + i);
      }
    }
    v.endValue(at, count);
  }

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
