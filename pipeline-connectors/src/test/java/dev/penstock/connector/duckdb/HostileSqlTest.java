package dev.penstock.connector.duckdb;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that try to do more than read tables. */
class HostileSqlTest {
  private final Duck duck;
  private final Things things;

  HostileSqlTest(@TempDir Path folder) {
    duck = new Duck(folder.resolve("warehouse.duckdb"));
    things =
        new Things(duck.destination(), schema(field("id", Vectors.BIGINT)), LoadMode.REPLACE, "id");
  }

  @AfterEach
  void close() {
    things.close();
    duck.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname.csv'",
        "SELECT * FROM \"/etc/hostname.csv\"",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM query('SELECT 1')",
        "SELECT 1; DROP TABLE _penstock.run",
        "SELECT 1) AS model; DROP TABLE _penstock.run; SELECT * FROM (SELECT 1",
        "DROP TABLE _penstock.run",
        "COPY (SELECT 1) TO '/tmp/penstock-was-here'",
        "ATTACH '/tmp/penstock-was-here.duckdb'",
        "SET lock_configuration = false",
        "PRAGMA database_list",
        "INSTALL httpfs",
        "CHECKPOINT",
        "SELECT current_setting('temp_directory')",
        "WITH gone AS (DELETE FROM _penstock.run RETURNING 1) SELECT * FROM gone",
        "SELECT nowhere FROM {ref:things}",
      })
  void aModelReadsTablesAndNothingElse(String sql) {
    things.load("r1", "s0", 0, List.of(List.of(1L)));
    things.end("r1", "s0", 1);
    for (Materialized kind : Materialized.values()) {
      things.models =
          Map.of("bad", new ModelDefinition(TableName.parse("gold.bad"), kind, sql, List.of()));

      assertThatThrownBy(() -> duck.destination().audit(things.work("r1"), Cancellation.NEVER))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("model-sql");
                assertThat(e.problem().where()).isEqualTo("models.bad.sql");
                assertThat(e.problem().text()).doesNotContain("_penstock_staging");
              });
    }
    assertThat(duck.value("SELECT count(*) FROM _penstock.run")).isEqualTo("1");
    assertThat(duck.staging()).hasSize(1);
  }

  @Test
  void usualModelsAreBuilt() {
    things.models =
        Map.of(
            "good",
            new ModelDefinition(
                TableName.parse("gold.good"),
                Materialized.VIEW,
                """
                WITH t AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {ref:things})
                SELECT n, string_agg(CAST(id AS VARCHAR), ',' ORDER BY id) AS ids, sum(id) AS total,
                  date_trunc('month', max(make_date(2024, 1, 31))) AS month,
                  list(id ORDER BY id) AS all_ids, coalesce(max(id) FILTER (WHERE id > 1), 0) AS m
                FROM t LEFT JOIN range(3) AS r(k) ON r.k = t.id GROUP BY n HAVING count(*) > 0;
                """,
                List.of()));
    things.publish("r1", List.of(List.of(1L), List.of(2L)));

    assertThat(duck.rows("SELECT n, ids, total, m FROM gold.good ORDER BY n"))
        .containsExactly("1|1|1|0", "2|2|2|2");
    things.publish("r2", List.of(List.of(5L)));
    assertThat(duck.rows("SELECT ids FROM gold.good")).containsExactly("5");
  }
}
