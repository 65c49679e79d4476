package dev.penstock.connector.fileset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.catalog.ConnectionCatalog;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilesDefinitionTest {
  private static final ConnectionCatalog CATALOG =
      new ConnectionCatalog(
          new Connections(
              List.of(
                  new Connection("shop", "files", Map.of("root", "shop")),
                  new Connection("lake", "files", Map.of("root", "lake", "writable", "true")))),
          Connectors.sourceSpecs(),
          Connectors.destinations().stream().map(DestinationConnector::spec).toList());

  private static String pipeline(String output, String model) {
    return """
        apiVersion: penstock/v1
        name: things
        streams:
          things:
            source: { connection: shop, path: things.csv, format: csv }
            outputs:
              things: { table: silver.things, %s }
        models:
          names: { %s, sql: "SELECT 1 AS a FROM {ref:things}" }
        """
        .formatted(output, model);
  }

  @Test
  void takesWhatFilesCanDo() {
    String output =
        "connection: lake, mode: upsert, key: [id], partition: { by: day, every: month },"
            + " files: { format: csv, part_rows: 10 }";

    assertThat(new DefinitionParser().parse(pipeline(output, "materialized: table"), CATALOG))
        .isNotNull();
  }

  @Test
  void saysWhatFilesCannotDo() {
    PermanentException refused =
        catchThrowableOfType(
            PermanentException.class,
            () ->
                new DefinitionParser()
                    .parse(
                        pipeline(
                            "connection: lake, mode: history, key: [id], indexes: [name]",
                            "materialized: view"),
                        CATALOG));

    assertThat(refused.problems())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            "streams.things.outputs.things.mode",
            "streams.things.outputs.things.indexes",
            "models.names.materialized");
  }

  @Test
  void writesOnlyWhereTheOperatorAllowsIt() {
    PermanentException refused =
        catchThrowableOfType(
            PermanentException.class,
            () ->
                new DefinitionParser()
                    .parse(pipeline("connection: shop", "materialized: table"), CATALOG));

    assertThat(refused.problem().code()).isEqualTo("not-writable");
    assertThat(refused.problem().where()).isEqualTo("streams.things.outputs.things.connection");
  }
}
