package dev.penstock.connector.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.SourceBatch;
import dev.penstock.definition.SchemaChange;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBatchesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void allMemoryIsGivenBack() {
    assertThat(allocator.getAllocatedMemory()).isZero();
    allocator.close();
  }

  /** Types, the value as JSON, and what the column then holds; nothing there is a reject. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "REJECT",
      textBlock =
          """
          bigint|1|1
          bigint|1.0|1
          bigint|1e3|1000
          bigint|1.5|REJECT
          bigint|9223372036854775807|9223372036854775807
          bigint|-9223372036854775808|-9223372036854775808
          bigint|9223372036854775808|REJECT
          bigint|1e400|REJECT
          bigint|" 12 "|12
          bigint|""|REJECT
          bigint|"12x"|REJECT
          bigint|true|REJECT
          bigint|{}|REJECT
          integer|2147483648|REJECT
          integer|-2147483648|-2147483648
          decimal(12,2)|12.30|12.30
          decimal(12,2)|12.3000|12.30
          decimal(12,2)|"12.345"|REJECT
          decimal(12,2)|9999999999.99|9999999999.99
          decimal(12,2)|10000000000|REJECT
          decimal(12,2)|-0.01|-0.01
          decimal(38,0)|99999999999999999999999999999999999999|99999999999999999999999999999999999999
          decimal(38,0)|-99999999999999999999999999999999999999|-99999999999999999999999999999999999999
          decimal(38,0)|100000000000000000000000000000000000000|REJECT
          double|0.1|0.1
          double|123456789012345678901234567890|1.2345678901234568E29
          double|1e300|1.0E300
          double|1e400|REJECT
          double|"-inf"|-Infinity
          boolean|true|true
          boolean|"No"|false
          boolean|1|REJECT
          varchar|"a"|a
          varchar|12.50|12.50
          varchar|false|false
          varchar|"Gr\\u00fc\\u00dfe \\ud83d\\ude00"|Grüße 😀
          varchar|"half \\ud83d"|REJECT
          varchar|[1]|REJECT
          date|"2024-02-29"|19782
          date|"2023-02-29"|REJECT
          date|"31.01.2024"|REJECT
          date|"2024-01-31T00:00:00"|REJECT
          date|20240131|REJECT
          time|"23:59:59.000001"|86399000001
          time|"24:00"|REJECT
          timestamp|"2024-01-31T10:00:00.5"|2024-01-31T10:00:00.500
          timestamp|"2024-01-31 10:00"|2024-01-31T10:00
          timestamp|"2024-01-31"|2024-01-31T00:00
          timestamp|"2024-01-31T10:00:00Z"|REJECT
          timestamp|"2024-01-31T10:00:00.0000001"|REJECT
          timestamptz|"2024-01-31T10:00:00+01:30"|1706689800000000
          timestamptz|"2024-01-31 10:00:00+00"|1706695200000000
          timestamptz|"1969-12-31T23:59:59.999999Z"|-1
          timestamptz|"2024-01-31T10:00:00"|REJECT
          json|{ "a" : [ 1 , "x \\" y" ] }|{"a":[1,"x \\" y"]}
          json|"a \\" b"|"a \\" b"
          json|1.50|1.50
          json|true|true
          """)
  void valuesAreTakenExactlyOrTheRecordIsRejected(String type, String value, String expected) {
    String record = "{\"before\": 7, \"v\": " + value + ", \"after\": 8}";
    Schema schema = schema("before:bigint", "v:" + type, "after:bigint");
    try (JsonBatches batches = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      add(batches, record, 3);
      SourceBatch batch = batches.take(IntNode.valueOf(1));

      if (expected == null) {
        assertThat(batch.rows().getRowCount()).isZero();
        RejectedRecord reject = batch.rejects().getFirst();
        assertThat(reject.rule()).isEqualTo("type of v");
        assertThat(reject.message()).contains("`v`").contains(type);
        assertThat(reject.place()).isEqualTo("o:3");
        assertThat(reject.original()).isEqualTo(record);
      } else {
        assertThat(batch.rejects()).isEmpty();
        FieldVector vector = batch.rows().getVector(1);
        assertThat(Objects.requireNonNull(vector.getObject(0)).toString()).isEqualTo(expected);
        assertThat(batch.rows().getVector(0).getObject(0)).isEqualTo(7L);
        assertThat(batch.rows().getVector(2).getObject(0)).isEqualTo(8L);
      }
    }
  }

  @Test
  void aUuidIsKeptInTheOrderOfItsText() {
    Schema schema = schema("v:uuid");
    try (JsonBatches batches = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      add(batches, "{\"v\": \"01890a5d-ac96-774b-bcce-b302099a8057\"}", 1);
      add(batches, "{\"v\": \"01890a5dac96774bbcceb302099a8057\"}", 2);
      SourceBatch batch = batches.take(IntNode.valueOf(1));

      assertThat((byte[]) batch.rows().getVector(0).getObject(0))
          .asHexString()
          .isEqualToIgnoringCase("01890a5dac96774bbcceb302099a8057");
      assertThat(batch.rejects()).hasSize(1);
    }
  }

  @Test
  void rejectsLeaveNoTraceInTheRowsAroundThem() {
    Schema schema = schema("a:bigint", "t:varchar", "b:boolean");
    try (JsonBatches batches = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      for (int i = 0; i < 300; i++) {
        add(batches, "{\"a\": %d, \"t\": \"row %d\", \"b\": true}".formatted(i, i), i);
        add(batches, "{\"a\": 99, \"t\": \"a long text that goes\", \"b\": \"maybe\"}", i);
        add(batches, "{\"b\": null}", i);
      }
      SourceBatch batch = batches.take(IntNode.valueOf(1));

      assertThat(batch.rejects()).hasSize(300);
      assertThat(batch.rows().getRowCount()).isEqualTo(600);
      for (int i = 0; i < 300; i++) {
        assertThat(values(batch, 2 * i)).containsExactly((long) i, "row " + i, true, (long) i);
        assertThat(values(batch, 2 * i + 1)).containsExactly(null, null, null, (long) i);
      }
    }
  }

  @Test
  void whatIsNoSoundRecordIsRejected() {
    Schema schema = schema("a:bigint");
    try (JsonBatches batches = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      for (String text :
          List.of("{\"a\": 1", "{\"a\": 1} {}", "[1]", "12", "", "{\"a\": NaN}", "{'a': 1}")) {
        add(batches, text, 1);
      }
      add(batches, "{\"a\": 1, \"a\": 2}", 1);
      batches.add(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}, 0, 7, 1, 7);
      SourceBatch batch = batches.take(IntNode.valueOf(1));

      assertThat(batch.rejects())
          .extracting(RejectedRecord::rule)
          .containsExactly(
              "malformed",
              "malformed",
              "not an object",
              "not an object",
              "not an object",
              "malformed",
              "malformed",
              "field twice",
              "encoding");
      assertThat(batch.rows().getRowCount()).isZero();
    }
  }

  @Test
  void anUnknownFieldIsLeftOutRejectsOrEndsTheRun() {
    String record = "{\"a\": 1, \"new\": {\"x\": [1, {}]}, \"b\": 2}";
    Schema schema = schema("a:bigint", "b:bigint");
    try (JsonBatches ignore = new JsonBatches(schema, SchemaChange.IGNORE, "o", allocator);
        JsonBatches evolve = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator);
        JsonBatches fail = new JsonBatches(schema, SchemaChange.FAIL, "o", allocator)) {
      add(ignore, record, 1);
      add(evolve, record, 1);

      assertThat(values(ignore.take(IntNode.valueOf(1)), 0)).containsExactly(1L, 2L, 1L);
      assertThat(evolve.take(IntNode.valueOf(1)).rejects().getFirst().message()).contains("`new`");
      assertThatExceptionOfType(PermanentException.class)
          .isThrownBy(() -> add(fail, record, 5))
          .withMessageContaining("o:5")
          .withMessageContaining("`new`");
    }
  }

  @Test
  void treesAndTextsGiveTheSame() throws JsonProcessingException {
    String record = "{\"a\": 1.50, \"t\": \"ä\", \"j\": {\"x\": [null, 1]}}";
    Schema schema = schema("a:decimal(12,2)", "t:varchar", "j:json");
    try (JsonBatches trees = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator);
        JsonBatches texts = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      trees.add((ObjectNode) JSON.readTree(record), 1, record.length());
      add(texts, record, 1);

      assertThat(values(trees.take(IntNode.valueOf(1)), 0))
          .hasToString(values(texts.take(IntNode.valueOf(1)), 0).toString());
    }
  }

  @Test
  void batchesAreBoundedInRowsInBytesAndInWidth() {
    Schema wide =
        schema(IntStream.range(0, 2000).mapToObj(i -> "c" + i + ":double").toArray(String[]::new));
    Schema narrow = schema("a:varchar");
    try (JsonBatches few = new JsonBatches(wide, SchemaChange.EVOLVE, "o", allocator);
        JsonBatches many = new JsonBatches(narrow, SchemaChange.EVOLVE, "o", allocator);
        JsonBatches big = new JsonBatches(narrow, SchemaChange.EVOLVE, "o", allocator)) {
      assertThat(fill(few, "{}")).isLessThan(100);
      assertThat(fill(many, "{}")).isEqualTo(SourceBatch.TARGET_ROWS);
      String text = "x".repeat(100_000);
      assertThat(fill(big, "{\"a\": \"" + text + "\"}")).isEqualTo(16);
    }
  }

  @Test
  void aRecordThatIsTooLongIsRejectedWithItsBeginning() {
    Schema schema = schema("a:varchar");
    try (JsonBatches batches = new JsonBatches(schema, SchemaChange.EVOLVE, "o", allocator)) {
      add(batches, "{\"a\": \"" + "x".repeat(SourceBatch.MAX_RECORD_BYTES) + "\"}", 1);
      RejectedRecord reject = batches.take(IntNode.valueOf(1)).rejects().getFirst();

      assertThat(reject.rule()).isEqualTo("record size");
      assertThat(reject.original()).startsWith("{\"a\": \"xx").hasSizeLessThan(20_000);
    }
  }

  private static int fill(JsonBatches batches, String record) {
    int count = 0;
    for (; !batches.full(); count++) {
      add(batches, record, count);
    }
    assertThat(batches.take(IntNode.valueOf(1)).rows().getRowCount()).isEqualTo(count);
    return count;
  }

  private static void add(JsonBatches batches, String record, long place) {
    byte[] text = ("..." + record + "...").getBytes(UTF_8);
    batches.add(text, 3, text.length - 3, place, text.length - 6);
  }

  private static List<Object> values(SourceBatch batch, int row) {
    List<Object> values = new ArrayList<>();
    for (FieldVector vector : batch.rows().getFieldVectors()) {
      Object value = vector.getObject(row);
      values.add(
          value == null || value instanceof Number || value instanceof Boolean
              ? value
              : value.toString());
    }
    return values;
  }

  private static Schema schema(String... columns) {
    List<Field> fields = new ArrayList<>();
    for (String column : columns) {
      int colon = column.indexOf(':');
      fields.add(ColumnTypes.field(column.substring(0, colon), column.substring(colon + 1)));
    }
    fields.add(ColumnTypes.field("_place", "bigint"));
    return new Schema(fields);
  }
}
