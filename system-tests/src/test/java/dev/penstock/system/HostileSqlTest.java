package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.system.PenstockClient.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Authors who want more than their data: each attempt is refused with its place when it is
 * submitted, or fails its run with a clear problem, and the services run the next pipeline.
 */
class HostileSqlTest {
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: hostile
      streams:
        s:
          source: { connection: data, path: hostile/rows.csv, format: csv }
          steps:
            - STEP
          outputs:
            hostile: { connection: warehouse, table: silver.hostile, mode: replace }
      """;

  private final TestBed bed = TestBed.shared();

  @BeforeEach
  void rows() {
    bed.write("hostile/rows.csv", "id,name\n1,Ada\n2,Grace\n");
  }

  @AfterEach
  void everyServiceIsStillAlive() {
    for (Component component : Component.values()) {
      assertThat(bed.stack().alive(component)).as("%s is alive", component).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM parquet_scan('/tmp/x.parquet')",
        "COPY (SELECT 1) TO '/tmp/penstock-hostile.csv'",
        "ATTACH '/tmp/penstock-hostile.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '1TB'",
        "RESET memory_limit",
        "PRAGMA database_list",
        "EXPORT DATABASE '/tmp/penstock-hostile'",
        "CALL enable_logging()",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE input",
        "SELECT 1 AS a; DROP TABLE input",
        "SELECT 1 AS a) TO '/tmp/penstock-hostile.csv'; --",
        "SELECT getenv('HOME') AS h",
        "SELECT current_setting('temp_directory') AS h",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_variables()",
        "SELECT * FROM query('SELECT 1')",
        "SELECT repeat(name, 1000000000) AS h FROM input",
        "SELECT hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(hex(name)))))))))))))))) AS h FROM input",
      })
  void aQueryThatReachesOutIsRefusedAtItsStep(String sql) {
    assertRefused(step("sql", sql), "streams.s.steps[0].sql");
    assertThat(Files.exists(Path.of("/tmp/penstock-hostile.csv"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getenv('HOME') <> ''",
        "(SELECT count(*) FROM read_text('/etc/passwd')) > 0",
        "true; DROP TABLE input",
        "1) + (2",
        "length(repeat(name, 1000000000)) > 0",
        "length(replace(repeat('x', 10000), 'x', repeat('y', 10000))) > 0",
        "list_reduce(range(60), lambda a, b: a || a, 'x') = ''",
      })
  void anExpressionThatReachesOutIsRefusedWhereverItStands(String expression) {
    assertRefused(step("filter", expression), "streams.s.steps[0].filter");
    assertRefused(
        PIPELINE.replace("STEP", "derive: { x: " + quoted(expression) + " }"),
        "streams.s.steps[0].derive.x");
    String rule = "[{ rule: r, check: " + quoted(expression) + " }]";
    assertRefused(
        PIPELINE.replace("STEP", "validate: " + rule), "streams.s.steps[0].validate[0].check");
    assertRefused(
        PIPELINE
            .replace("STEP", "drop: [id]")
            .replace("format: csv }", "format: csv, validate: " + rule + " }"),
        "streams.s.source.validate[0].check");
    assertRefused(
        PIPELINE
            .replace("STEP", "drop: [id]")
            .replace("mode: replace }", "mode: replace, validate: " + rule + " }"),
        "streams.s.outputs.hostile.validate[0].check");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'rows.csv'",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM sqlite_master",
        "SELECT x.* FROM input, range(100000000) x",
        "SELECT list(x) AS l FROM range(1000000000) t(x)",
        "SELECT string_agg(repeat('x', 10000), '') AS l FROM range(1000000)",
        "WITH RECURSIVE t(s, n) AS (SELECT 'x', 0 UNION ALL SELECT s || s, n + 1 FROM t WHERE n < 60) SELECT max(length(s)) AS n FROM t",
      })
  void aQueryThatWantsTooMuchFailsItsRunAndTheServiceRunsTheNext(String sql) {
    Run failed = bed.client().fail(bed.client().run("hostile", step("sql", sql)));

    JsonNode problem = failed.each("problems").findFirst().orElseThrow();
    assertThat(problem.path("where").asText()).isEqualTo("streams.s.steps[0].sql");
    assertThat(problem.path("code").asText()).isIn("bad-sql", "sql-memory");
    assertThat(failed.toString()).doesNotContain("Exception", "at dev.penstock", "root:");
    anOrdinaryRunSucceeds();
  }

  @Test
  void endlessRecursionIsStoppedAndTheServiceRunsTheNext() {
    String endless =
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT (n + 1) % 7 FROM t) SELECT count(*) AS n"
            + " FROM t";
    Run failed = bed.client().fail(bed.client().run("hostile", step("sql", endless)));

    assertThat(failed.problems()).contains("streams.s.steps[0].sql").contains("sql-timeout");
    anOrdinaryRunSucceeds();
  }

  @Test
  void aSchemaThatLeadsElsewhereIsRefused() {
    assertRefused(
        PIPELINE.replace(
            "STEP",
            "validate: [{ json_schema: { column: name, schema: { $ref: 'http://127.0.0.1:1/x' } } }]"),
        "streams.s.steps[0].validate[0].json_schema.schema");
  }

  private void anOrdinaryRunSucceeds() {
    Run run = bed.client().succeed(bed.client().run("hostile", step("filter", "id <> ''")));
    assertThat(run.published("silver", "hostile")).isEqualTo(2);
  }

  private static String step(String word, String sql) {
    return PIPELINE.replace("STEP", word + ": " + quoted(sql));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private void assertRefused(String yaml, String where) {
    Answer refused = bed.client().put("hostile", yaml);
    assertThat(refused.status()).as("%s%n%s", yaml, refused.text()).isEqualTo(422);
    assertThat(refused.json().path("problems").path(0).path("where").asText()).isEqualTo(where);
    assertThat(refused.text()).doesNotContain("Exception", "at dev.penstock", "root:");
  }
}
