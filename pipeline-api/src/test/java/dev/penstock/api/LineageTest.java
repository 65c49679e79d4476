package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.penstock.batch.Columns;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connections;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.postgres.PostgresConnector;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;

/** Rows of a real database, asked for over HTTP. */
@QuarkusTest
class LineageTest extends ApiTestBase {
  @Inject Connections connections;

  @Test
  void aRowLeadsToItsRunAndItsRawRecord() {
    String yaml = yaml("key: [id], lineage: true");
    put(pipeline, yaml);
    load(yaml, "r-" + pipeline, "s.csv");
    row("?key=17")
        .statusCode(200)
        .body("table", equalTo(table()))
        .body("run", equalTo("r-" + pipeline))
        .body("pipeline", equalTo(pipeline))
        .body("version", equalTo(7))
        .body("stream", equalTo("s"))
        .body("output", equalTo("t"))
        .body("split", equalTo("s0"))
        .body("origin", equalTo("s.csv"))
        .body("place", equalTo(3))
        .body("row.name", equalTo("Ben & Bob"))
        .body("raw.table", equalTo("bronze." + pipeline))
        .body("raw.record._source_place", equalTo("s.csv:3"))
        .body("raw.record.name", equalTo("Ben & Bob"))
        .body("note", nullValue());
    row("?key.name=Ben%20%26%20Bob&key.id=17").statusCode(200).body("place", equalTo(3));
    row("?key=18").statusCode(404).body("problems[0].code", equalTo("unknown-row"));
    row("?key=x").statusCode(400).body("problems[0].code", equalTo("row-key"));
    row("?key=1&key=2").statusCode(400);
    row("?key=17&key.id=17").statusCode(400);
    row("?id=17").statusCode(400).body("problems[0].code", equalTo("unknown-parameter"));
    row("").statusCode(400).body("problems[0].advice", containsString("?key=17"));
    row("bronze." + pipeline, "?key=17")
        .statusCode(409)
        .body("problems[0].code", equalTo("not-an-output"));
    row("silver.none", "?key=17")
        .statusCode(404)
        .body("problems[0].code", equalTo("unknown-table"));
    row("none", "?key=17").statusCode(400).body("problems[0].code", equalTo("bad-table"));
  }

  @Test
  void aReplayedRowLeadsToItsReject() throws SQLException {
    String yaml = yaml("key: [id], lineage: true");
    put(pipeline, yaml);
    load(yaml, "r-" + pipeline, "run r0 reject");
    try (var connection =
            DriverManager.getConnection(setting("url"), setting("username"), setting("password"));
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE bronze." + pipeline);
    }
    row("?key=17")
        .statusCode(200)
        .body("raw", nullValue())
        .body("note", containsString("reject 3 of run r0"));
  }

  @Test
  void aTableWhoseRowsNoteNothingSaysWhatToDo() {
    String yaml = yaml("key: [id]");
    put(pipeline, yaml);
    load(yaml, "r-" + pipeline, "s.csv");
    row("?key=17")
        .statusCode(409)
        .body("problems[0].code", equalTo("no-lineage"))
        .body("problems[0].advice", containsString("lineage: true"));
  }

  private String setting(String name) {
    return connections.find("rows").orElseThrow().setting(name).orElseThrow();
  }

  private ValidatableResponse row(String query) {
    return row(table(), query);
  }

  private static ValidatableResponse row(String table, String query) {
    return given().urlEncodingEnabled(false).get("/api/v1/lineage/rows/" + table + query).then();
  }

  private String table() {
    return "silver." + pipeline;
  }

  private String yaml(String output) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          s:
            source: { connection: examples, path: s.csv, format: csv }
            bronze: { table: bronze.%1$s }
            outputs:
              t: { connection: rows, table: silver.%1$s, mode: replace, %2$s }
        """
        .formatted(pipeline, output);
  }

  /** Does what the loader does, with one record on line 2 and one on line 3. */
  private void load(String yaml, String run, String origin) {
    PipelineDefinition definition = new DefinitionParser().parse(yaml);
    StreamDefinition stream = definition.stream("s");
    LoadTarget raw =
        LoadTarget.plain(
            StreamDefinition.BRONZE,
            stream.bronze().orElseThrow().table(),
            LoadMode.REPLACE,
            List.of(),
            Finish.NONE);
    RunWork work = new RunWork(run, 1, RunMode.FULL, RunFrom.SOURCE, 7, definition);
    try (Destination destination =
            new PostgresConnector().open(connections.find("rows").orElseThrow());
        BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot rows = rows(allocator)) {
      for (LoadTarget target : List.of(raw, LoadTarget.of(stream, "t", LoadMode.REPLACE))) {
        SplitId split = new SplitId(run, "s", "s0");
        destination.load(new LoadBatch(split, 1, 0, target, origin, "examples", rows, false));
        try (VectorSchemaRoot end = VectorSchemaRoot.create(rows.getSchema(), allocator)) {
          destination.load(new LoadBatch(split, 1, 1, target, origin, "examples", end, true));
        }
      }
      assertThat(destination.audit(work, Cancellation.NEVER).passed()).isTrue();
      destination.publish(work);
      destination.clean(run, 1);
    }
  }

  private static VectorSchemaRoot rows(BufferAllocator allocator) {
    BigIntVector id = new BigIntVector("id", allocator);
    VarCharVector name = new VarCharVector("name", allocator);
    BigIntVector place = new BigIntVector(Columns.PLACE, allocator);
    id.setSafe(0, 16);
    name.setSafe(0, "Ann".getBytes(UTF_8));
    place.setSafe(0, 2);
    id.setSafe(1, 17);
    name.setSafe(1, "Ben & Bob".getBytes(UTF_8));
    place.setSafe(1, 3);
    VectorSchemaRoot root = VectorSchemaRoot.of(id, name, place);
    root.setRowCount(2);
    return root;
  }
}
