package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConformingSourceTest {
  private static final Split SPLIT =
      new Split("0", "orders.csv", JsonNodeFactory.instance.objectNode(), 0);

  private final BufferAllocator root = new RootAllocator();

  @AfterEach
  void allMemoryIsGivenBack() {
    assertThat(root.getAllocatedMemory()).isZero();
    root.close();
  }

  @Test
  void declaredTypesTurnTextsIntoValuesAndMisfitsIntoRejects() {
    Fake source =
        new Fake(
            columns("id", "varchar", "day", "varchar", "note", "varchar"),
            List.of(
                List.of("1", "2026-01-31", "Grüße"),
                List.of("x", "never", "both are wrong, the first is told"),
                row("3", null, null),
                List.of("4", "2026-02-30", "no such day \"\\")),
            List.of(List.of(" 5 ", "2026-01-01", "next batch")));

    Read read = read(source, declared("id", "bigint", "day", "date"), null);

    assertThat(read.rows())
        .containsExactly(
            "{\"id\":1,\"day\":\"2026-01-31\",\"note\":\"Grüße\"} 1",
            "{\"id\":3,\"day\":null,\"note\":null} 3",
            "{\"id\":5,\"day\":\"2026-01-01\",\"note\":\"next batch\"} 1");
    assertThat(read.rejects())
        .containsExactly(
            new RejectedRecord(
                Stage.EXTRACT,
                ErrorClass.CONVERSION,
                "source",
                "type of id",
                "The column `id` holds `x`; bigint (a whole number of 64 bits) was expected.",
                "orders.csv:2",
                "{\"id\":\"x\",\"day\":\"never\",\"note\":\"both are wrong, the first is told\"}"),
            new RejectedRecord(
                Stage.EXTRACT,
                ErrorClass.CONVERSION,
                "source",
                "type of day",
                "The column `day` holds `2026-02-30`; date (a day such as 2026-01-31) was expected.",
                "orders.csv:4",
                "{\"id\":\"4\",\"day\":\"2026-02-30\",\"note\":\"no such day \\\"\\\\\"}"));
  }

  @Test
  void aBatchOfNothingButMisfitsHasTheirRejects() {
    Fake source = new Fake(columns("id", "varchar"), List.of(List.of("x"), List.of("y")));

    Read read = read(source, declared("id", "bigint"), null);

    assertThat(read.rows()).isEmpty();
    assertThat(read.rejects()).hasSize(2);
  }

  @Test
  void missingColumnsAreNullAndNewOnesComeBehind() {
    Fake source = new Fake(columns("new", "varchar", "a", "integer"), List.of(List.of("n", "1")));

    Read read =
        read(source, Map.of(), schema(columns("a", "bigint", "gone", "decimal(12,2)"), true));

    assertThat(read.rows()).containsExactly("{\"a\":1,\"gone\":null,\"new\":\"n\"} 1");
    assertThat(read.notes()).hasSize(2);
  }

  @Test
  void everyScalarIsReadAsTextWhereItWasText() {
    Fake source =
        new Fake(
            columns(
                "i",
                "integer",
                "d",
                "decimal(12,2)",
                "f",
                "double",
                "b",
                "boolean",
                "day",
                "date",
                "t",
                "time",
                "ts",
                "timestamp",
                "tz",
                "timestamptz",
                "u",
                "uuid"),
            List.of(
                List.of(
                    "-1",
                    "1.5",
                    "0.1",
                    "true",
                    "2026-01-31",
                    "10:00",
                    "2026-01-31T10:00",
                    "2026-01-31T10:00Z",
                    "01890a5d-ac96-774b-bcce-b302099a8057")));
    List<String> texts = new ArrayList<>();
    for (String name : List.of("i", "d", "f", "b", "day", "t", "ts", "tz", "u")) {
      texts.add(name);
      texts.add("varchar");
    }

    Read read = read(source, Map.of(), schema(columns(texts.toArray(String[]::new)), true));

    assertThat(read.rows())
        .containsExactly(
            "{\"i\":\"-1\",\"d\":\"1.50\",\"f\":\"0.1\",\"b\":\"true\",\"day\":\"2026-01-31\","
                + "\"t\":\"10:00:00\",\"ts\":\"2026-01-31T10:00:00\",\"tz\":\"2026-01-31T10:00:00Z\","
                + "\"u\":\"01890a5d-ac96-774b-bcce-b302099a8057\"} 1");
  }

  @Test
  void numbersAreReadAsNarrowerDeclaredTypesWithoutLossOrNotAtAll() {
    Fake source =
        new Fake(
            columns("n", "double"),
            List.of(List.of("1.5"), List.of("1.25"), List.of("100"), List.of("1e30")));

    Read read = read(source, declared("n", "decimal(3,1)"), null);

    assertThat(read.rows()).containsExactly("{\"n\":1.5} 1");
    assertThat(read.rejects()).hasSize(3);
  }

  @Test
  void textsAreReadAsJsonOnlyWhereTheyAreJson() {
    Fake source =
        new Fake(
            columns("j", "varchar"),
            List.of(List.of("{\"a\": 1}"), List.of("{a}"), List.of("1 2"), List.of("null")));

    Read read = read(source, declared("j", "json"), null);

    assertThat(read.rows()).containsExactly("{\"j\":{\"a\": 1}} 1", "{\"j\":null} 4");
    assertThat(read.rejects()).hasSize(2);
  }

  @Test
  void typesOfTextAreTheNarrowestThatAllSampledValuesHave() {
    Fake source =
        new Fake(
            columns(
                "i", "varchar", "d", "varchar", "zip", "varchar", "b", "varchar", "day", "varchar",
                "at", "varchar", "tz", "varchar", "t", "varchar", "none", "varchar", "known",
                "varchar", "said", "varchar"),
            List.of(
                row(
                    "1",
                    "1",
                    "01234",
                    "true",
                    "2026-01-31",
                    "2026-01-31",
                    "2026-01-31T10:00Z",
                    "1",
                    null,
                    "7",
                    "5"),
                row(
                    "-20",
                    "0.5",
                    "5",
                    "FALSE",
                    "2024-02-29",
                    "2026-01-31 10:00",
                    "2026-01-31 10:00+01",
                    "x",
                    null,
                    "8",
                    "6")),
            List.of(row("later", "1", "5", null, null, null, null, null, null, "9", "7")));
    Schema known = schema(columns("known", "decimal(10,2)"), true);
    ConformingSource conforming =
        new ConformingSource(
            source,
            new SourceDefinition(
                "c",
                "csv",
                declared("said", "varchar"),
                true,
                SchemaChange.EVOLVE,
                JsonNodeFactory.instance.objectNode()),
            "streams.s.source");

    Read read = read(conforming, known);

    assertThat(read.types())
        .containsExactly(
            "known decimal(21,2)",
            "i bigint",
            "d double",
            "zip varchar",
            "b boolean",
            "day date",
            "at timestamp",
            "tz timestamptz",
            "t varchar",
            "none varchar",
            "said varchar");
    assertThat(read.rows()).hasSize(2);
    assertThat(read.rejects())
        .extracting(RejectedRecord::message)
        .containsExactly(
            "The column `i` holds `later`; bigint (a whole number of 64 bits) was expected.");
  }

  @Test
  void nothingStandsBetweenWhereTheColumnsAreTheSourcesOwn() {
    Fake source = new Fake(columns("a", "bigint"), List.of(List.of("1")));
    ConformingSource conforming = conforming(source, declared("a", "bigint"));
    SourcePlan plan = conforming.plan(PlanRequest.full("r"), Cancellation.NEVER);

    try (SplitReader reader = conforming.read(plan.stream(), SPLIT, null, Cancellation.NEVER)) {
      assertThat(reader).isNotInstanceOf(ConformingReader.class);
    }
  }

  @Test
  void columnsOfTheSameTypeAreHandedOnUncopied() {
    Fake source = new Fake(columns("a", "varchar", "b", "varchar"), List.of(List.of("1", "x")));
    ConformingSource conforming = conforming(source, declared("a", "bigint"));
    SourcePlan plan = conforming.plan(PlanRequest.full("r"), Cancellation.NEVER);

    try (SplitReader reader = conforming.read(plan.stream(), SPLIT, null, Cancellation.NEVER)) {
      SourceBatch batch = Objects.requireNonNull(reader.next());

      assertThat(batch.rows().getVector("b")).isSameAs(source.last.getVector("b"));
      assertThat(batch.rows().getSchema()).isEqualTo(plan.stream().schema());
      assertThat(batch.after()).isEqualTo(TextNode.valueOf("after"));
      assertThat(reader.state()).isEqualTo(TextNode.valueOf("state"));
    }
  }

  private record Read(
      List<String> types, List<String> rows, List<RejectedRecord> rejects, List<String> notes) {}

  private Read read(Fake source, Map<String, String> declared, @Nullable Schema known) {
    return read(conforming(source, declared), known);
  }

  private Read read(ConformingSource conforming, @Nullable Schema known) {
    SourcePlan plan = conforming.plan(new PlanRequest("r", null, known, false), Cancellation.NEVER);
    List<String> rows = new ArrayList<>();
    List<RejectedRecord> rejects = new ArrayList<>();
    try (SplitReader reader = conforming.read(plan.stream(), SPLIT, null, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        for (int row = 0; row < batch.rows().getRowCount(); row++) {
          rows.add(
              JsonValues.record(batch.rows(), row)
                  + " "
                  + batch.rows().getVector(Columns.PLACE).getObject(row));
        }
        rejects.addAll(batch.rejects());
      }
    }
    List<String> types =
        plan.stream().schema().getFields().stream()
            .filter(field -> !field.getName().equals(Columns.PLACE))
            .map(field -> field.getName() + " " + ColumnTypes.word(field))
            .toList();
    return new Read(types, rows, rejects, plan.notes());
  }

  private static ConformingSource conforming(Source source, Map<String, String> declared) {
    return new ConformingSource(
        source,
        new SourceDefinition(
            "c", "csv", declared, SchemaChange.EVOLVE, JsonNodeFactory.instance.objectNode()),
        "streams.s.source");
  }

  private static Map<String, String> declared(String... namesAndTypes) {
    Map<String, String> declared = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      declared.put(namesAndTypes[i], namesAndTypes[i + 1]);
    }
    return declared;
  }

  private static List<Field> columns(String... namesAndTypes) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      fields.add(ColumnTypes.field(namesAndTypes[i], namesAndTypes[i + 1]));
    }
    return fields;
  }

  private static Schema schema(List<Field> columns, boolean place) {
    return place
        ? new Schema(
            Stream.concat(
                    columns.stream(), Stream.of(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT)))
                .toList())
        : new Schema(columns);
  }

  private static List<@Nullable String> row(@Nullable String... values) {
    List<@Nullable String> row = new ArrayList<>();
    for (String value : values) {
      row.add(value);
    }
    return row;
  }

  /** A source of texts that are read as the columns' types; the place is the row in the batch. */
  private final class Fake implements Source {
    private final Schema schema;
    private final List<List<? extends List<@Nullable String>>> batches;
    private VectorSchemaRoot last = VectorSchemaRoot.of();

    @SafeVarargs
    Fake(List<Field> columns, List<? extends List<@Nullable String>>... batches) {
      this.schema = schema(columns, true);
      this.batches = List.of(batches);
    }

    @Override
    public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
      return new SourcePlan(new SourcePlan.Stream(schema), List.of(SPLIT));
    }

    @Override
    public SplitReader read(
        SourcePlan.Stream stream,
        Split split,
        @Nullable JsonNode after,
        Cancellation cancellation) {
      BufferAllocator allocator = root.newChildAllocator("fake", 0, 1 << 20);
      last = VectorSchemaRoot.create(schema, allocator);
      return new SplitReader() {
        private int next;

        @Override
        public @Nullable SourceBatch next() {
          if (next == batches.size()) {
            return null;
          }
          fill(batches.get(next++));
          return new SourceBatch(last, List.of(), TextNode.valueOf("after"), 1);
        }

        @Override
        public JsonNode state() {
          return TextNode.valueOf("state");
        }

        @Override
        public void close() {
          last.close();
          allocator.close();
        }
      };
    }

    private void fill(List<? extends List<@Nullable String>> rows) {
      for (int column = 0; column < schema.getFields().size(); column++) {
        ColumnBuilder builder = ColumnBuilder.of(schema.getFields().get(column));
        for (int row = 0; row < rows.size(); row++) {
          boolean place = column == schema.getFields().size() - 1;
          String value = place ? String.valueOf(row + 1) : rows.get(row).get(column);
          if (value == null) {
            builder.setNull(row);
          } else {
            assertThat(builder.text(row, value.toCharArray(), 0, value.length())).isTrue();
          }
        }
        builder.copyTo(last.getVector(column), rows.size());
      }
      last.setRowCount(rows.size());
    }
  }
}
