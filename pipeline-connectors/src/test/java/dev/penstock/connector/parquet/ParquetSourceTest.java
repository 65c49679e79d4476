package dev.penstock.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Columns whose values DuckDB's JSON writes in another way than ours, made alike. */
  private static final String ALIKE =
      """
      SELECT to_json(whole) FROM (SELECT * REPLACE (
        strftime(ts, '%%Y-%%m-%%dT%%H:%%M:%%S.%%f') AS ts,
        strftime(tz AT TIME ZONE 'UTC', '%%Y-%%m-%%dT%%H:%%M:%%S.%%f') || 'Z' AS tz,
        strftime(tns::timestamp, '%%Y-%%m-%%dT%%H:%%M:%%S.%%f') AS tns,
        strftime(tms, '%%Y-%%m-%%dT%%H:%%M:%%S.%%f') AS tms,
        base64(bin) AS bin
      ) FROM read_parquet('%s')) whole
      """;

  private Path temp;
  private ParquetFolder folder;

  @BeforeEach
  void bind(@TempDir Path temp) {
    this.temp = temp;
    folder = new ParquetFolder(temp);
  }

  @Test
  void everyTypeIsReadAsDuckDbReadsIt() throws SQLException {
    folder.write("f.parquet", TestRows.ALL_TYPES.formatted(9_000), 2_048);

    ParquetFolder.Content content = folder.read("{'path': 'f.parquet', 'split_size': 65536}");

    assertThat(content.columns())
        .containsExactly(
            "id bigint",
            "i8 tinyint",
            "u8 smallint",
            "i16 smallint",
            "u16 integer",
            "i32 integer",
            "u32 bigint",
            "u64 decimal(20,0)",
            "f64 double",
            "f32 real",
            "d12 decimal(12,2)",
            "d38 decimal(38,4)",
            "b boolean",
            "t varchar",
            "e varchar",
            "d date",
            "tm time",
            "ts timestamp",
            "tz timestamptz",
            "tns timestamp",
            "tms timestamp",
            "u uuid",
            "j json",
            "bin binary",
            "l bigint[]",
            "lt varchar[]",
            "st struct",
            "m map",
            "ls json",
            "ll json",
            "dict varchar",
            "nothing integer");
    assertThat(content.splits()).isGreaterThan(2);
    assertThat(content.places()).isEqualTo(LongStream.rangeClosed(1, 9_000).boxed().toList());
    List<JsonNode> judged = duckDb(ALIKE.formatted(temp.resolve("f.parquet")));
    for (int i = 0; i < 9_000; i++) {
      assertThat(tree(content.rows().get(i))).as("row %d", i).isEqualTo(judged.get(i));
    }
  }

  @Test
  void columnsThatAFileLacksAreNull() throws SQLException {
    folder
        .write("f-1.parquet", "SELECT 1 AS a", 2_048)
        .write("f-2.parquet", "SELECT 'x' AS b, 2 AS a", 2_048);

    assertThat(folder.read("{'path': 'f-*.parquet'}").rows())
        .containsExactly("{\"a\":1,\"b\":null}", "{\"a\":2,\"b\":\"x\"}");
  }

  @Test
  void filesWithColumnsOfDifferentTypesAreRefused() throws SQLException {
    folder
        .write("f-1.parquet", "SELECT 1 AS a", 2_048)
        .write("f-2.parquet", "SELECT 'x' AS a", 2_048);

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> folder.read("{'path': 'f-*.parquet'}"))
        .withMessageContaining("f-2.parquet")
        .withMessageContaining("varchar here and integer in f-1.parquet");
  }

  @Test
  void aFilesNameIsNoPatternAndNoSql() throws SQLException {
    folder
        .write("f1.parquet", "SELECT 1 AS a", 2_048)
        .write("f[1]''s.parquet", "SELECT 2 AS a", 2_048);

    ParquetFolder.Content content = folder.read("{'path': 'f[1]\\u0027s.parquet'}");

    assertThat(content.rows()).containsExactly("{\"a\":2}");
  }

  @Test
  void valuesThatAreTooLongRejectTheirRow() throws SQLException {
    folder.write(
        "f.parquet",
        "SELECT i AS a, CASE WHEN i = 1 THEN repeat('x', 600000) END AS t FROM range(3) r(i)",
        2_048);

    ParquetFolder.Content content = folder.read("{'path': 'f.parquet'}");

    assertThat(content.rows()).containsExactly("{\"a\":0,\"t\":null}", "{\"a\":2,\"t\":null}");
    assertThat(content.rejects()).hasSize(1);
    assertThat(content.rejects().getFirst().rule()).isEqualTo("record size");
    assertThat(content.rejects().getFirst().place()).isEqualTo("f.parquet:2");
    assertThat(content.rejects().getFirst().original()).isEqualTo("{\"a\":1,\"t\":\"…\"}");
  }

  @Test
  void batchesAreBoundedInBytes() throws SQLException {
    folder.write("f.parquet", "SELECT repeat('x', 100000) || i AS t FROM range(200) r(i)", 2_048);
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = folder.open(allocator, "{'path': 'f.parquet'}");
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      Split split = plan.splits().getFirst();
      int batches = 0;
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          assertThat(batch.rows().getRowCount()).isLessThanOrEqualTo(16);
          batches++;
        }
      }
      assertThat(batches).isGreaterThanOrEqualTo(200 / 16);
      assertThat(allocator.getPeakMemoryAllocation()).isLessThan(64 << 20);
    }
  }

  @Test
  void aSampledPlanLooksAtOneFile() throws SQLException {
    folder
        .write("f-1.parquet", "SELECT 1 AS a", 2_048)
        .write("f-2.parquet", "SELECT 'x' AS a", 2_048);
    try (BufferAllocator allocator = new RootAllocator()) {
      SourcePlan plan =
          folder
              .open(allocator, "{'path': 'f-*.parquet'}")
              .plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);

      assertThat(plan.splits()).hasSize(1);
    }
  }

  private static List<JsonNode> duckDb(String query) throws SQLException {
    List<JsonNode> rows = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(query)) {
        while (result.next()) {
          rows.add(tree(result.getString(1)));
        }
      }
    }
    return rows;
  }

  private static JsonNode tree(String text) {
    try {
      return normal(JSON.readTree(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Numbers, times and fractions of seconds of one value are equal, however they are written. */
  private static JsonNode normal(JsonNode node) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = nodes.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), normal(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = nodes.arrayNode();
        array.forEach(element -> copy.add(normal(element)));
        yield copy;
      }
      case JsonNode number when number.isNumber() ->
          nodes.textNode(new BigDecimal(number.asText()).stripTrailingZeros().toPlainString());
      case JsonNode time when time.isTextual() && time.asText().matches(".*:\\d\\d\\.\\d+Z?") ->
          nodes.textNode(time.asText().replaceAll("\\.?0+(Z?)$", "$1"));
      default -> node;
    };
  }
}
