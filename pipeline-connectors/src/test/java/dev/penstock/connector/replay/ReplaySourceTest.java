package dev.penstock.connector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.ReplayRoute;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SourceDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplaySourceTest {
  private static final int ROWS = 400;
  private static final Field PLACE = Field.nullable(Columns.PLACE, ColumnTypes.BIGINT);

  private final BufferAllocator allocator = new RootAllocator();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void close() {
    allocator.close();
  }

  /** A column and how a random value of it is written. */
  private record Kind(Field field, Supplier<String> text) {}

  @Test
  void originalsBecomeTheRecordsAgainThatTheyWere() {
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    List<Kind> kinds = kinds();
    Schema schema = schema(kinds.stream().map(Kind::field).toList());
    ReplayRoute route = new ReplayRoute(List.of("t"), schema, false);
    ReplaySplits splits = new ReplaySplits("x-", "run r reject");
    List<String> originals = new ArrayList<>();
    try (VectorSchemaRoot rows = rows(kinds, schema)) {
      for (int row = 0; row < ROWS; row++) {
        originals.add(JsonValues.record(rows, row));
        splits.add(row + 1, originals.getLast());
      }
      List<String> again = new ArrayList<>();
      for (Split split : splits.splits()) {
        try (SplitReader reader = open(route.schema(), split)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            assertThat(batch.rejects()).as("seed %d", seed).isEmpty();
            VectorSchemaRoot read = batch.rows();
            assertThat(read.getSchema()).isEqualTo(route.schema());
            for (int row = 0; row < read.getRowCount(); row++) {
              int first = again.size();
              for (Field field : schema.getFields()) {
                assertThat(read.getVector(field.getName()).getObject(row))
                    .as("%s of row %d, seed %d", field, first, seed)
                    .isEqualTo(rows.getVector(field.getName()).getObject(first));
              }
              again.add(JsonValues.record(read, row));
            }
          }
        }
      }
      assertThat(again).as("seed %d", seed).isEqualTo(originals);
    }
  }

  @Test
  void aRecordThatDoesNotFitIsARejectWithItsNumber() {
    Schema schema = schema(List.of(ColumnTypes.field("id", "bigint")));
    Schema tagged = new ReplayRoute(List.of("t"), schema, false).schema();
    ReplaySplits splits = new ReplaySplits("x-", "run r reject");
    splits.add(7, "{\"id\":\"seven\"}");
    splits.add(8, "{\"id\":8,\"more\":1}");
    splits.add(9, "{}");

    try (SplitReader reader = open(tagged, splits.splits().getFirst())) {
      SourceBatch batch = Objects.requireNonNull(reader.next());
      assertThat(batch.rejects())
          .extracting("place")
          .containsExactly("run r reject:7", "run r reject:8");
      assertThat(batch.rejects().getFirst().original()).isEqualTo("{\"id\":\"seven\"}");
      assertThat(batch.rows().getRowCount()).isEqualTo(1);
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void manyRecordsBecomeSeveralSplitsThatAreReadOnFromTheirPositions() {
    Schema schema = schema(List.of(ColumnTypes.field("text", "varchar")));
    Schema tagged = new ReplayRoute(List.of("t"), schema, false).schema();
    ReplaySplits splits = new ReplaySplits("x-", "o");
    for (int i = 1; i <= 100; i++) {
      splits.add(i, "{\"text\":\"" + "x".repeat(10_000) + "\"}");
    }

    assertThat(splits.splits()).hasSizeGreaterThan(4).extracting(Split::id).doesNotHaveDuplicates();
    try (SplitReader reader =
        source()
            .read(
                new SourcePlan.Stream(tagged),
                splits.splits().getFirst(),
                JsonNodeFactory.instance.numberNode(3),
                Cancellation.NEVER)) {
      SourceBatch batch = Objects.requireNonNull(reader.next());
      assertThat(batch.rows().getVector(Columns.PLACE).getObject(0)).isEqualTo(4L);
    }
  }

  private SplitReader open(Schema schema, Split split) {
    return source().read(new SourcePlan.Stream(schema), split, null, Cancellation.NEVER);
  }

  private ReplaySource source() {
    return new ReplaySource(
        new SourceDefinition("c", "csv", JsonNodeFactory.instance.objectNode()), allocator);
  }

  private static Schema schema(List<Field> columns) {
    List<Field> all = new ArrayList<>(columns);
    all.add(PLACE);
    return new Schema(all);
  }

  private VectorSchemaRoot rows(List<Kind> kinds, Schema schema) {
    VectorSchemaRoot rows = VectorSchemaRoot.create(schema, allocator);
    for (Kind kind : kinds) {
      fill(rows.getVector(kind.field.getName()), kind);
    }
    fill(rows.getVector(Columns.PLACE), new Kind(PLACE, () -> "1"));
    rows.setRowCount(ROWS);
    org.apache.arrow.vector.BigIntVector places =
        (org.apache.arrow.vector.BigIntVector) rows.getVector(Columns.PLACE);
    for (int row = 0; row < ROWS; row++) {
      places.set(row, row + 1);
    }
    return rows;
  }

  private void fill(FieldVector vector, Kind kind) {
    ColumnBuilder builder = ColumnBuilder.of(kind.field);
    boolean json = ExtensionTypes.isJson(kind.field) || kind.field.getType().isComplex();
    for (int row = 0; row < ROWS; row++) {
      String text = kind.text.get();
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(8) == 0) {
        builder.setNull(row);
      } else if (json) {
        assertThat(builder.json(row, utf8, 0, utf8.length)).as(text).isTrue();
      } else {
        assertThat(builder.text(row, text.toCharArray(), 0, text.length())).as(text).isTrue();
      }
    }
    builder.copyTo(vector, ROWS);
  }

  private List<Kind> kinds() {
    return List.of(
        new Kind(ColumnTypes.field("b", "boolean"), () -> "" + random.nextBoolean()),
        new Kind(ints("i8", 8), () -> "" + (byte) random.nextInt()),
        new Kind(ints("i16", 16), () -> "" + (short) random.nextInt()),
        new Kind(ColumnTypes.field("i32", "integer"), () -> "" + random.nextInt()),
        new Kind(ColumnTypes.field("i64", "bigint"), () -> "" + random.nextLong()),
        new Kind(
            Field.nullable("f32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            () -> "" + (random.nextInt(9) == 0 ? Float.NaN : random.nextFloat() * 1e9f)),
        new Kind(ColumnTypes.field("f64", "double"), this::doubleText),
        new Kind(
            ColumnTypes.field("d", "decimal(38,5)"),
            () -> new BigDecimal(new BigInteger(120, random), 5).toPlainString()),
        new Kind(ColumnTypes.field("s", "varchar"), this::someText),
        new Kind(
            ColumnTypes.field("day", "date"),
            () -> LocalDate.ofEpochDay(random.nextInt(40_000)).toString()),
        new Kind(
            ColumnTypes.field("time", "time"),
            () -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000).toString()),
        new Kind(
            ColumnTypes.field("ts", "timestamp"),
            () -> instant().atOffset(ZoneOffset.UTC).toLocalDateTime().toString()),
        new Kind(ColumnTypes.field("tz", "timestamptz"), () -> instant().toString()),
        new Kind(
            ColumnTypes.field("u", "uuid"),
            () -> new UUID(random.nextLong(), random.nextLong()).toString()),
        new Kind(Field.nullable("bin", ArrowType.Binary.INSTANCE), this::base64),
        new Kind(ColumnTypes.field("j", "json"), this::json),
        new Kind(list("ls", ColumnTypes.field("e", "varchar")), () -> "[" + quoted() + ",null]"),
        new Kind(list("li", ColumnTypes.field("e", "bigint")), () -> "[" + random.nextLong() + "]"),
        new Kind(
            new Field(
                "st",
                FieldType.nullable(ArrowType.Struct.INSTANCE),
                List.of(
                    ColumnTypes.field("a", "integer"), list("b", ColumnTypes.field("e", "date")))),
            () -> "{\"a\":" + random.nextInt() + ",\"b\":[\"2026-02-03\"]}"));
  }

  private static Field ints(String name, int bits) {
    return Field.nullable(name, new ArrowType.Int(bits, true));
  }

  private static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  private Instant instant() {
    long micros = random.nextLong(4_000_000_000_000_000L);
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  private String doubleText() {
    return switch (random.nextInt(12)) {
      case 0 -> "NaN";
      case 1 -> "Infinity";
      case 2 -> "-Infinity";
      case 3 -> "-0.0";
      default -> "" + Math.scalb(random.nextDouble() - 0.5, random.nextInt(-1000, 1000));
    };
  }

  private String someText() {
    String all = "aZ09 ,\"\\\n\r\t{}[]ü日🐦\u0001'/";
    StringBuilder text = new StringBuilder();
    int[] points = all.codePoints().toArray();
    random.ints(random.nextInt(30), 0, points.length).forEach(i -> text.appendCodePoint(points[i]));
    return text.toString();
  }

  private String quoted() {
    return JsonNodeFactory.instance.textNode(someText()).toString();
  }

  private String base64() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String json() {
    return switch (random.nextInt(4)) {
      case 0 -> "{\"a\":[1,2.50,{\"b\":null}],\"c\":" + quoted() + "}";
      case 1 -> "[]";
      case 2 -> quoted();
      default -> "" + random.nextInt();
    };
  }
}
