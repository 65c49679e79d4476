package dev.penstock.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.PublishResult.Column;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.connector.PublishResult.TableFacts;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CatalogueTest extends ApiTestBase {
  private String yaml() {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          s:
            source: { connection: examples, path: %1$s.csv, format: csv }
            bronze: { table: bronze.%1$s }
            outputs:
              t:
                connection: warehouse
                table: silver.%1$s
                mode: append
                key: [id]
                description: Things that were seen
                columns: { id: Number of the thing }
        models:
          m: { table: gold.%1$s, sql: "SELECT count(*) AS n FROM {ref:t}", description: How many }
        checks:
          - { on: t, not_null: [code] }
          - { on: t, rows: { min: 1 } }
        """
        .formatted(pipeline);
  }

  private String follower() {
    return """
        apiVersion: penstock/v1
        name: %1$s-next
        streams:
          s:
            source: { connection: warehouse, table: gold.%1$s, format: jdbc }
            lookups:
              more: { connection: examples, path: more.csv, format: csv }
            outputs:
              t: { connection: warehouse, table: mart.%1$s }
        """
        .formatted(pipeline);
  }

  private static JsonPath get(String path) {
    return given().get("/api/v1/" + path).then().statusCode(200).extract().jsonPath();
  }

  private JsonPath table(String schema) {
    return get("catalogue/warehouse/" + schema + "." + pipeline);
  }

  /** Does a run whose destination says so much of each table. */
  private String publish(@Nullable Long rows, long inserted, List<Column> columns) {
    String id =
        given()
            .post("/api/v1/pipelines/" + pipeline + "/runs")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    services.awaitTask(id, Task.PlanStream.class);
    services.report(new Script(id, 1).untilStaged());
    services.awaitTask(id, Task.Audit.class);
    CheckResult code = new CheckResult("t: not_null code", "t", true, "no NULL", 0, List.of());
    CheckResult many = new CheckResult("t: rows min 1", "t", true, "20 rows", 0, List.of());
    services.report(
        new Report.Audited(
            id,
            1,
            new AuditResult(
                List.of(code, many),
                List.of(
                    new AuditResult.StagedOutput("s", "bronze", 36, 36),
                    new AuditResult.StagedOutput("s", "t", 22, 22)))));
    services.awaitTask(id, Task.Publish.class);
    String silver = "silver." + pipeline;
    PublishResult result =
        new PublishResult(
            List.of(
                new PublishedTable("bronze", "s", "bronze." + pipeline, 36),
                new PublishedTable("silver", "t", silver, inserted, new Changes(inserted, 2, 1)),
                new PublishedTable("gold", "m", "gold." + pipeline, 1)),
            List.of(),
            List.of(
                new TableFacts(silver, "table", rows, columns),
                new TableFacts(
                    "gold." + pipeline, "view", 1L, List.of(new Column("n", "bigint")))));
    Report published = new Report.Published(id, 1, result);
    // What comes twice counts once.
    services.report(published, published);
    awaitState(id, "SUCCEEDED");
    return id;
  }

  @Test
  void aTableIsThereBeforeItsFirstRunAndSaysWhatTheDefinitionSays() {
    put(pipeline, yaml()).statusCode(201);

    JsonPath list = get("catalogue?pipeline=" + pipeline);
    assertThat(list.getList("items.layer", String.class))
        .containsExactly("bronze", "gold", "silver");
    assertThat(list.getString("next")).isNull();
    JsonPath silver = table("silver");
    assertThat(silver.getString("description")).isEqualTo("Things that were seen");
    assertThat(silver.getString("freshness.state")).isEqualTo("never");
    assertThat(silver.getString("updatedAt")).isNull();
    assertThat(silver.getMap("columns[0]"))
        .containsEntry("name", "id")
        .containsEntry("type", null)
        .containsEntry("description", "Number of the thing")
        .containsEntry("key", true);
    assertThat(silver.getList("checks.check", String.class))
        .containsExactly("not_null code", "rows min 1");
  }

  @Test
  void aPublishedTableHasItsColumnsRowsChecksQualityAndRuns() {
    put(pipeline, yaml());
    List<Column> columns = List.of(new Column("id", "bigint"), new Column("code", "text"));
    String first = publish(20L, 20, columns);
    String second = publish(null, 5, columns);

    JsonPath silver = table("silver");
    assertThat(silver.getList("columns.name", String.class)).containsExactly("id", "code");
    assertThat(silver.getList("columns.type", String.class)).containsExactly("bigint", "text");
    assertThat(silver.getList("columns[1].checks", String.class)).containsExactly("not_null code");
    // What the first run counted, and what the second one changed.
    assertThat(silver.getLong("rows")).isEqualTo(24);
    assertThat(silver.getString("run")).isEqualTo(second);
    assertThat(silver.getString("freshness.state")).isEqualTo("unscheduled");
    assertThat(silver.getFloat("quality")).isEqualTo(100.0f);
    assertThat(silver.getString("checks[0].last.outcome")).isEqualTo("passed");
    assertThat(silver.getList("runs.run", String.class)).containsExactly(second, first);
    assertThat(silver.getMap("runs[0]"))
        .containsEntry("inserted", 5)
        .containsEntry("updated", 2)
        .containsEntry("deleted", 1);
    assertThat(silver.getList("trend.run", String.class)).containsExactly(second, first);
    assertThat(silver.getList("upstream.label", String.class))
        .containsExactly("bronze." + pipeline);
    assertThat(silver.getList("downstream.label", String.class))
        .containsExactly("gold." + pipeline);
    assertThat(table("gold").getString("kind")).isEqualTo("view");
    assertThat(table("bronze").getString("rows")).isNull();
    assertThat(get("catalogue?q=CODE&pipeline=" + pipeline).getList("items.table", String.class))
        .containsExactly("silver." + pipeline);
  }

  @Test
  void manyColumnsAreCut() {
    put(pipeline, yaml());
    List<Column> columns = new ArrayList<>();
    IntStream.range(0, PublishResult.MAX_COLUMNS + 1)
        .forEach(i -> columns.add(new Column("c" + i, "text")));
    publish(1L, 1, columns);
    assertThat(table("silver").getList("columns")).hasSize(PublishResult.MAX_COLUMNS);
  }

  @Test
  void lineageGoesFromTheFileToTheMartOfAnotherPipeline() {
    put(pipeline, yaml()).statusCode(201);
    put(pipeline + "-next", follower()).statusCode(201);
    JsonPath graph = get("catalogue/lineage?connection=warehouse&table=silver." + pipeline);
    assertThat(graph.getList("nodes.label", String.class))
        .containsExactlyInAnyOrder(
            pipeline + ".csv",
            "bronze." + pipeline,
            "silver." + pipeline,
            "gold." + pipeline,
            "mart." + pipeline);
    assertThat(graph.getBoolean("more")).isFalse();
    List<Map<String, String>> edges = graph.getList("edges");
    assertThat(edges)
        .extracting(edge -> edge.get("by"))
        .containsExactlyInAnyOrder("stream s", "stream s", "model m", "stream s");
    JsonPath near = get("catalogue/lineage?depth=1&table=silver." + pipeline);
    assertThat(near.getList("nodes")).hasSize(3);
    assertThat(near.getBoolean("more")).isTrue();
    JsonPath one = get("catalogue/lineage?limit=1&table=silver." + pipeline);
    assertThat(one.getList("nodes")).hasSize(1);
    assertThat(one.getBoolean("more")).isTrue();
    assertThat(get("catalogue/lineage?table=mart." + pipeline).getList("nodes.label", String.class))
        .contains(pipeline + ".csv", "more.csv");
    assertThat(get("catalogue/lineage?limit=2").getList("nodes")).hasSize(2);
    assertThat(table("gold").getList("downstream.label", String.class))
        .containsExactly("mart." + pipeline);
  }

  @Test
  void pagesFollowEachOther() {
    put(pipeline, yaml());
    List<String> seen = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonPath page = get("catalogue?limit=1&pipeline=" + pipeline + "&after=" + next);
      seen.addAll(page.getList("items.table", String.class));
      next = page.getString("next");
    }
    assertThat(seen)
        .containsExactly("bronze." + pipeline, "gold." + pipeline, "silver." + pipeline);
  }

  @Test
  void whatIsWrongIsRefused() {
    put(pipeline, yaml());
    given().get("/api/v1/catalogue?layer=goldd").then().statusCode(400);
    given().get("/api/v1/catalogue?limit=0").then().statusCode(400);
    given().get("/api/v1/catalogue?after=x").then().statusCode(400);
    given().get("/api/v1/catalogue?color=red").then().statusCode(400);
    given().get("/api/v1/catalogue/lineage?depth=0").then().statusCode(400);
    given().get("/api/v1/catalogue/lineage?table=silver.none").then().statusCode(404);
    JsonPath refused =
        given()
            .get("/api/v1/catalogue/warehouse/silver." + pipeline + "x")
            .then()
            .statusCode(404)
            .extract()
            .jsonPath();
    assertThat(refused.getString("problems[0].code")).isEqualTo("unknown-table");
    assertThat(refused.getString("problems[0].advice")).contains("silver." + pipeline);
  }
}
