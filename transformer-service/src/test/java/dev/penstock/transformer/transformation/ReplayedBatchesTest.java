package dev.penstock.transformer.transformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.batch.Counts;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.ReplayRoute;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.replay.ReplaySource;
import dev.penstock.connector.replay.ReplaySplits;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.transform.Limits;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayedBatchesTest {
  private static final String ORIGIN = "run r reject";
  private static final Schema COLUMNS =
      new Schema(
          List.of(
              ColumnTypes.field("id", "varchar"),
              ColumnTypes.field("amount", "varchar"),
              Field.nullable(Columns.PLACE, ColumnTypes.BIGINT)));

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void recordsGoThroughTheStepsToTheOutputsThatLackThem() {
    ReplayRoute route = new ReplayRoute(List.of("b"), COLUMNS, false);
    with(
        route,
        List.of("{\"id\":\"1\",\"amount\":\"1.5\"}", "{\"id\":\"2\",\"amount\":\"x\"}"),
        (batch, transformer) -> {
          try (TransformResult result = ReplayedRows.apply(route, transformer, batch, ORIGIN)) {
            assertThat(result.routes()).hasSize(1);
            assertThat(result.routes().getFirst().outputs()).containsExactly("b");
            assertThat(result.counts()).isEqualTo(new Counts(2, 1, 1, 0, 0));
            assertThat(records(result.rows())).containsExactly("{\"id\":1,\"amount\":1.50}");
            assertThat(result.rows().getSchema().getCustomMetadata()).isEmpty();
            assertThat(result.rejects().getFirst().place()).isEqualTo(ORIGIN + ":2");
          }
        });
  }

  @Test
  void finishedRowsSkipTheStepsAndGetTheOutputsTypes() {
    ReplayRoute route = new ReplayRoute(List.of("a"), COLUMNS, true);
    String row = "{\"id\":7,\"amount\":-3.25}";
    with(
        route,
        List.of(
            wrapped(row), wrapped("{\"id\":8,\"amount\":\"x\"}"), wrapped("{\"id\":9,\"old\":1}")),
        (batch, transformer) -> {
          TransformResult result =
              new FinishedRows(route, transformer, allocator).take(batch, ORIGIN);
          try (result) {
            // The rule of the steps would refuse it.
            assertThat(records(result.rows())).containsExactly(row);
            assertThat(result.counts()).isEqualTo(new Counts(3, 1, 2, 0, 0));
            assertThat(result.counts().difference()).isZero();
            assertThat(result.rejected())
                .allSatisfy(
                    reject -> {
                      assertThat(reject.output()).isEqualTo("a");
                      assertThat(reject.record().step()).isEqualTo("outputs.a");
                    })
                .extracting(reject -> reject.record().place())
                .containsExactly(ORIGIN + ":2", ORIGIN + ":3");
            assertThat(result.rows().getSchema()).isEqualTo(transformer.outputSchema("a"));
          }
        });
  }

  private static List<String> records(VectorSchemaRoot rows) {
    List<String> records = new ArrayList<>();
    for (int row = 0; row < rows.getRowCount(); row++) {
      records.add(JsonValues.record(rows, row));
    }
    return records;
  }

  private static String wrapped(String row) {
    return JsonNodeFactory.instance.objectNode().put(ReplayRoute.RECORD, row).toString();
  }

  private interface Use {
    void of(VectorSchemaRoot batch, StreamTransformer transformer);
  }

  private void with(ReplayRoute route, List<String> records, Use use) {
    ReplaySplits splits = new ReplaySplits("x-", ORIGIN);
    for (String record : records) {
      splits.add(records.indexOf(record) + 1, record);
    }
    StreamDefinition stream = stream();
    SourceDefinition source = stream.source();
    Consumer<SourceBatch> run =
        batch -> {
          ReplayRoute told = ReplayRoute.of(batch.rows().getSchema()).orElseThrow();
          assertThat(told).isEqualTo(route);
          try (StreamTransformer transformer =
              StreamTransformer.open(
                  stream,
                  "streams.s",
                  told.columns(),
                  (name, definition, batches) -> {
                    throw new AssertionError("no look-ups");
                  },
                  Limits.DEFAULT,
                  allocator)) {
            use.of(batch.rows(), transformer);
          }
        };
    try (SplitReader reader =
        new ReplaySource(source, allocator)
            .read(
                new SourcePlan.Stream(route.schema()),
                splits.splits().getFirst(),
                null,
                Cancellation.NEVER)) {
      SourceBatch batch = Objects.requireNonNull(reader.next());
      run.accept(batch);
    }
  }

  private static StreamDefinition stream() {
    return new DefinitionParser()
            .parse(
                """
            apiVersion: penstock/v1
            name: p
            streams:
              s:
                source: { connection: c, path: s.csv, format: csv }
                steps:
                  - cast: { id: bigint, amount: "decimal(12,2)" }
                  - validate: [{ rule: amount is positive, check: amount > 0 }]
                outputs:
                  a: { connection: w, table: silver.a, mode: append }
                  b: { connection: w, table: silver.b, mode: append }
            """)
            .stream("s");
  }
}
