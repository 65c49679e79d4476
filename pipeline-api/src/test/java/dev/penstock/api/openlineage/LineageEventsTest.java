package dev.penstock.api.openlineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.openlineage.LineageEvents.Type;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunKind;
import dev.penstock.api.runs.RunOrder;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String SECRET = "planted-4711";
  private static final Connections CONNECTIONS =
      new Connections(
          List.of(
              new Connection("examples", "files", Map.of("root", "/data")),
              new Connection(
                  "warehouse",
                  "postgresql",
                  Map.of(
                      "url",
                      "jdbc:postgresql://db.example.org/house?password=" + SECRET,
                      "username",
                      "u",
                      "password",
                      SECRET)),
              new Connection(
                  "shop",
                  "http",
                  Map.of("url", "https://u:" + SECRET + "@shop.example.org/api?key=" + SECRET)),
              new Connection("kafka", "kafka", Map.of("bootstrap-servers", "k1:9092,k2:9092")),
              new Connection("lake", "files", Map.of("root", "/lake")),
              new Connection("duck", "duckdb", Map.of("path", "/duck.duckdb"))));

  private final LineageEvents events = new LineageEvents("tests", CONNECTIONS);

  @Test
  void theExampleTellsEachColumn() throws IOException {
    Map<String, String> columns = new LinkedHashMap<>();
    List.of("Airport Name", "Wildlife Species", "Cost Total $", "Flight Date")
        .forEach(column -> columns.put(column, "Utf8"));
    JsonNode event = event("birdstrikes", Type.COMPLETE, Map.of("strikes", columns));

    assertThat(event.at("/job/namespace").asText()).isEqualTo("tests");
    assertThat(event.at("/job/facets/sql/query").asText()).contains("date_trunc");
    assertThat(names(event.path("inputs")))
        .containsExactly("file /data/birdstrikes.csv", "file /data/airports.csv");
    assertThat(names(event.path("outputs")))
        .containsExactly(
            "postgres://db.example.org:5432 house.bronze.strikes",
            "postgres://db.example.org:5432 house.silver.strikes",
            "postgres://db.example.org:5432 house.gold.strikes_by_month");
    JsonNode silver = event.at("/outputs/1/facets/columnLineage/fields");
    assertThat(silver.at("/species/inputFields/0/field").asText()).isEqualTo("Wildlife Species");
    assertThat(silver.at("/species/inputFields/0/name").asText())
        .isEqualTo("/data/birdstrikes.csv");
    assertThat(silver.at("/latitude/inputFields/0/name").asText()).isEqualTo("/data/airports.csv");
    assertThat(silver.at("/latitude/inputFields/0/transformations/0/subtype").asText())
        .isEqualTo("AGGREGATION");
    JsonNode gold = event.at("/outputs/2/facets/columnLineage/fields");
    assertThat(gold.at("/cost/inputFields/0/field").asText()).isEqualTo("cost_total");
    assertThat(gold.at("/cost/inputFields/0/name").asText()).isEqualTo("house.silver.strikes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "birdstrikes",
        "checked-strikes",
        "strike-marts",
        "every-step",
        "kafka",
        "rest",
        "to-duckdb",
        "to-files",
        "products"
      })
  void eachEventIsOneOfOpenLineageAndHoldsNoSecret(String example) throws IOException {
    for (Type type : Type.values()) {
      JsonNode event = event(example, type, Map.of());

      OpenLineage.RunEvent read = OpenLineageClientUtils.runEventFromJson(event.toString());
      JsonNode back =
          OpenLineageClientUtils.newObjectMapper().readTree(OpenLineageClientUtils.toJson(read));
      assertThat(without(back)).isEqualTo(without(event));
      assertThat(read.getEventType().name()).isEqualTo(type.name());
      assertThat(event.toString()).doesNotContain(SECRET);
      assertThat(names(event.path("outputs"))).doesNotHaveDuplicates().isNotEmpty();
    }
  }

  @Test
  void aRunOfAScheduleOrABackfillSaysSo() {
    PipelineDefinition definition = definition();
    Instant due = Instant.parse("2026-01-01T00:00:00Z");
    JsonNode scheduled =
        of(Type.START, definition, new RunTrigger(RunTrigger.Kind.SCHEDULE, null, due), Map.of());
    assertThat(scheduled.at("/run/facets/nominalTime/nominalStartTime").asText())
        .isEqualTo("2026-01-01T00:00:00Z");
    JsonNode part =
        of(Type.START, definition, new RunTrigger(RunTrigger.Kind.BACKFILL, "b-1", null), Map.of());
    assertThat(part.at("/run/facets/parent/job/name").asText()).isEqualTo("p.backfill");
    assertThat(part.at("/run/facets/parent/run/runId").asText()).hasSize(36);
  }

  private static PipelineDefinition definition() {
    return new DefinitionParser()
        .parse(
            """
            apiVersion: penstock/v1
            name: p
            streams:
              s:
                source: { connection: examples, path: s.csv, format: csv }
                outputs:
                  t: { connection: warehouse, table: silver.t, mode: replace }
            """);
  }

  private JsonNode event(String example, Type type, Map<String, Map<String, String>> columns)
      throws IOException {
    String text = Files.readString(Path.of("../examples", example + ".yaml"));
    return of(type, new DefinitionParser().parse(text), RunTrigger.MANUAL, columns);
  }

  private JsonNode of(
      Type type,
      PipelineDefinition definition,
      RunTrigger trigger,
      Map<String, Map<String, String>> columns) {
    RunOrder order =
        new RunOrder(
            Map.of(), Map.of(), null, List.copyOf(definition.streams().keySet()), 0, trigger);
    Run run =
        Run.accepted(
            "0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e",
            "1",
            definition.name(),
            1,
            RunKind.of(RunMode.FULL),
            order,
            0,
            NOW);
    return events.of(type, run, definition, columns, NOW);
  }

  /** What OpenLineage's own classes write in another form or leave out. */
  private static JsonNode without(JsonNode event) {
    ObjectNode copy = event.deepCopy();
    copy.remove("eventTime");
    return copy;
  }

  private static List<String> names(JsonNode datasets) {
    return StreamSupport.stream(datasets.spliterator(), false)
        .map(one -> one.path("namespace").asText() + " " + one.path("name").asText())
        .toList();
  }
}
