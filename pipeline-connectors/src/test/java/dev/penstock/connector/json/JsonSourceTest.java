package dev.penstock.connector.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("..", "examples", "data");

  private final long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());

  private Path temp;
  private JsonFolder folder;

  @BeforeEach
  void bind(@TempDir Path temp) {
    this.temp = temp;
    folder = new JsonFolder(temp);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}||1
          [{"a":1},{"a":2}]||1,2
          [{"a":1},{"a":2}]|$[*]|1,2
          {"data":{"items":[{"a":1},{"a":2}],"more":3}}|data.items|1,2
          {"data":{"items":[{"a":1},{"a":2}]}}|$.data.items[*]|1,2
          {"data":{"items":{"a":1}}}|data.items|1
          {"o":[{"l":[{"a":1}]},{"x":1},{"l":[{"a":2},{"a":3}]},{"l":[]}]}|o[*].l[*]|1,2,3
          [[{"a":1}],[],[{"a":2}]]|[*][*]|1,2
          {"my key":[{"a":1}]}|['my key']|1
          {"é":{"x-y":[{"a":1}]}}|é.x-y|1
          {"o":[]}|o[*].l[*]|
          [{"i":{"a":1}},{"i":{"a":2}}]|[*].i|1,2
          {"a":1,"b":{"a":9}}|$|1
          """)
  void recordsAreFoundWhereThePathSays(String document, String path, String expected) {
    folder.write("f.json", document);

    JsonFolder.Content content =
        folder.read(
            "json",
            "{'path': 'f.json', 'records': \"%s\"}"
                .formatted(path == null ? "" : path.replace("'", "\\u0027")));

    List<String> found = new ArrayList<>();
    for (String row : content.rows()) {
      found.add(tree(row).path("a").asText());
    }
    assertThat(String.join(",", found)).isEqualTo(expected == null ? "" : expected);
    assertThat(content.rejects()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a..b", "a[0]", "a.", ".", "$$", "a b", "[*", "*"})
  void otherPathsAreRefused(String path) {
    folder.write("f.json", "{}");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> folder.read("json", "{'path': 'f.json', 'records': '" + path + "'}"))
        .withMessageStartingWith("records: ");
  }

  @Test
  void aPathThatLeadsNowhereNamesTheNearMiss() {
    folder.write("f.json", "{\"data\": {\"itmes\": [], \"next\": 1}}");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> folder.read("json", "{'path': 'f.json', 'records': 'data.items'}"))
        .withMessageContaining("$.data has no field `items`")
        .withMessageContaining("Did you mean `itmes`?");
  }

  @Test
  void aBrokenDocumentNamesFileLineAndColumn() {
    folder.write("f.json", "[\n  {\"a\": 1},\n  {\"a\": }\n]");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> folder.read("json", "{'path': 'f.json'}"))
        .withMessageContaining("f.json, line 3, column 9");
  }

  @Test
  void badLinesAreRejectsWithTheirLine() {
    // Compressed, so that no sample is taken from the end.
    folder.write(
        "f.gz",
        JsonFolder.gzip("{\"a\": 1}\n\n{\"a\": \n[]\n{\"a\": 1, \"new\": 2}\n {\"a\": 3} \r\n"));

    JsonFolder.Content content = folder.read("jsonl", "{'path': 'f.gz', 'sample': 1}");

    assertThat(content.rows()).containsExactly("{\"a\":1}", "{\"a\":3}");
    assertThat(content.places()).containsExactly(1L, 6L);
    assertThat(content.rejects())
        .extracting(RejectedRecord::place, RejectedRecord::rule, RejectedRecord::original)
        .containsExactly(
            tuple("f.gz:3", "malformed", "{\"a\":"),
            tuple("f.gz:4", "not an object", "[]"),
            tuple("f.gz:5", "unknown field", "{\"a\": 1, \"new\": 2}"));
  }

  @Test
  void theSampleAlsoLooksAtTheEndOfAFile() {
    folder.write("f.jsonl", "{\"a\": 1}\n".repeat(50_000) + "{\"a\": 1.5, \"late\": true}\n");

    JsonFolder.Content content = folder.read("jsonl", "{'path': 'f.jsonl', 'sample': 100}");

    assertThat(content.columns()).containsExactly("a double", "late boolean");
    assertThat(content.rows()).hasSize(50_001);
  }

  @Test
  void placesCountOnAcrossSplits() {
    folder.write("f.jsonl", "{\"a\": \"xxxxxxxxxxxxxxxxxxxxxxxx\"}\n\n".repeat(20_000));

    JsonFolder.Content content = folder.read("jsonl", "{'path': 'f.jsonl', 'split_size': 65536}");

    assertThat(content.splits()).isGreaterThan(5);
    for (int i = 0; i < 20_000; i++) {
      assertThat(content.places().get(i)).isEqualTo(2L * i + 1);
    }
  }

  @Test
  void incrementalRunsReadNewFilesOnlyAndKeepTheColumns() {
    folder.write("f-1.jsonl", "{\"a\": 1}\n");
    ObjectNode options =
        JsonNodeFactory.instance.objectNode().put("path", "f-*.jsonl").put("incremental", true);
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source =
          folder.open(
              new SourceDefinition("inbox", "jsonl", Map.of(), SchemaChange.EVOLVE, options),
              allocator);
      SourcePlan first = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      folder.write("f-2.jsonl", "{\"b\": 2}\n");
      SourcePlan second =
          source.plan(
              new PlanRequest("r", first.state(), first.stream().schema(), false),
              Cancellation.NEVER);
      SourcePlan third =
          source.plan(
              new PlanRequest("r", second.state(), second.stream().schema(), false),
              Cancellation.NEVER);

      assertThat(JsonFolder.read(source, second).rows()).containsExactly("{\"a\":null,\"b\":2}");
      assertThat(third.splits()).isEmpty();
      assertThat(third.stream().schema()).isEqualTo(second.stream().schema());
    }
  }

  @Test
  void aSampledPlanHasOneSplitAndOpensOneFile() {
    folder.write("f-1.jsonl", "{\"a\": 1}\n".repeat(20_000)).write("f-2.jsonl", "{\"b\": 1}\n");
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = folder.open("jsonl", allocator, "{'path': 'f-*.jsonl', 'split_size': 65536}");

      SourcePlan plan = source.plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);

      assertThat(plan.splits()).hasSize(1);
      assertThat(plan.stream().schema().getFields()).hasSize(2);
    }
  }

  @Test
  void randomRecordsAreReadAsDuckDbReadsThem() throws SQLException {
    System.out.println("seed " + seed);
    List<String> records = RandomJson.records(new SplittableRandom(seed), 5_000);
    folder
        .write("f.jsonl", String.join("\n", records))
        .write("f.json", "[" + String.join(",", records) + "]");
    String columns =
        "{id: 'BIGINT', name: 'VARCHAR', amount: 'DOUBLE', paid: 'BOOLEAN', address: 'JSON'}";

    List<JsonNode> judged = duckDb(temp.resolve("f.jsonl"), columns);

    assertThat(trees(folder.read("jsonl", "{'path': 'f.jsonl'}").rows())).isEqualTo(judged);
    assertThat(trees(folder.read("json", "{'path': 'f.json'}").rows())).isEqualTo(judged);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          penguins.json|344|{Species: 'VARCHAR', Island: 'VARCHAR', "Beak Length (mm)": 'DOUBLE', \
          "Beak Depth (mm)": 'DOUBLE', "Flipper Length (mm)": 'BIGINT', "Body Mass (g)": 'BIGINT', Sex: 'VARCHAR'}
          flights-20k.json|20000|{date: 'VARCHAR', delay: 'BIGINT', distance: 'BIGINT', \
          origin: 'VARCHAR', destination: 'VARCHAR'}
          """)
  void realFilesAreReadAsDuckDbReadsThem(String file, int rows, String columns)
      throws IOException, SQLException {
    Files.copy(EXAMPLES.resolve(file), temp.resolve("f.json"));

    List<JsonNode> ours = trees(folder.read("json", "{'path': 'f.json'}").rows());

    assertThat(ours).hasSize(rows).isEqualTo(duckDb(temp.resolve("f.json"), columns));
  }

  private static List<JsonNode> duckDb(Path file, String columns) throws SQLException {
    List<JsonNode> rows = new ArrayList<>();
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT to_json(t) FROM read_json('%s', columns=%s) t".formatted(file, columns))) {
      while (result.next()) {
        rows.add(tree(result.getString(1)));
      }
    }
    return rows;
  }

  private static List<JsonNode> trees(List<String> rows) {
    return rows.stream().map(JsonSourceTest::tree).toList();
  }

  /** Numbers of one value are equal, however they are written. */
  private static JsonNode tree(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      if (tree instanceof ObjectNode object) {
        object
            .properties()
            .forEach(
                field -> {
                  if (field.getValue().isNumber()) {
                    field.setValue(
                        JsonNodeFactory.instance.textNode(
                            new BigDecimal(field.getValue().asText())
                                .stripTrailingZeros()
                                .toPlainString()));
                  }
                });
      }
      return tree;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
