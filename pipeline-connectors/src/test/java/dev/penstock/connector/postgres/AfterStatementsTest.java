package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, indexes, statements and descriptions of models. */
@ExtendWith(PostgresExtension.class)
class AfterStatementsTest {
  private static final String ALL =
      """
      description: it's a \\ summary
      columns: { name: the "name", things: how many }
      key: [name]
      indexes: [things, [things, name]]
      after:
        - ANALYZE {this}
        - CREATE INDEX ON {this} (lower(name)) WHERE name <> ';'
        - CREATE UNIQUE INDEX "Mine; too" ON {this} (name, things)
        - CREATE STATISTICS (ndistinct) ON name, things FROM {this}
        - COMMENT ON COLUMN {this}.last IS 'it''s the last; one'
        - GRANT SELECT ON {this} TO public
        - ALTER TABLE {this} SET (fillfactor = 70)
        - ALTER TABLE {this} ALTER COLUMN name SET STATISTICS 321
      """;

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  AfterStatementsTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness =
        new LoadHarness(
            destination, schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT)), "id");
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  /** The model as an author writes it. */
  private static Map<String, ModelDefinition> model(String materialized, String rest) {
    String text =
        """
        apiVersion: penstock/v1
        name: things
        streams:
          things:
            source: { connection: shop, format: csv }
            outputs: { things: { connection: warehouse, table: silver.things } }
        models:
          by_name:
            materialized: %s
            sql: SELECT name, count(*) AS things, max(id) AS last FROM {ref:things} GROUP BY name
        %s
        """
            .formatted(materialized, rest.indent(4).stripTrailing());
    return new DefinitionParser().parse(text).models();
  }

  private void publish(String run, Map<String, ModelDefinition> models, long id) {
    harness.publish(run, models, List.of(List.of(id, "a"), List.of(id + 1, "b")));
    destination.clean(run, 1);
  }

  private List<String> made() {
    return database.rows(
        """
        SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'gold'
        UNION ALL SELECT 'statistics', stxname || ' ' || n.nspname FROM pg_statistic_ext
          JOIN pg_namespace n ON n.oid = stxnamespace
        UNION ALL SELECT 'comment', obj_description('gold.by_name'::regclass, 'pg_class')
        UNION ALL SELECT a.attname, col_description(a.attrelid, a.attnum) || ' ' ||
          coalesce(nullif(a.attstattarget, -1)::text, '')
          FROM pg_attribute a WHERE a.attrelid = 'gold.by_name'::regclass AND a.attnum > 0
        UNION ALL SELECT 'options', reloptions::text FROM pg_class
          WHERE oid = 'gold.by_name'::regclass
        UNION ALL SELECT 'acl', has_table_privilege('public', 'gold.by_name', 'SELECT')::text
        ORDER BY 1, 2
        """);
  }

  @ParameterizedTest
  @CsvSource({"table, FULL", "incremental, FULL", "incremental, INCREMENTAL"})
  void areTheSameAfterEachRunAndKeepNoTableFromBeingSwapped(String materialized, RunMode mode) {
    Map<String, ModelDefinition> models = model(materialized, ALL);
    harness.adding(mode);
    publish("r1", models, 1);
    List<String> first = made();
    String oid = database.value("SELECT 'gold.by_name'::regclass::oid");

    publish("r2", models, 3);
    publish("r3", models, 5);

    assertThat(first)
        .contains(
            "index|by_name_pkey",
            "index|by_name_things_idx",
            "index|by_name_things_name_idx",
            "index|Mine; too",
            "comment|it's a \\ summary",
            "last|it's the last; one ",
            "name|the \"name\" 321",
            "options|{fillfactor=70}",
            "acl|true")
        .anyMatch(row -> row.matches("index\\|by_name_[0-9a-f]+_idx"))
        .anyMatch(row -> row.matches("statistics\\|by_name_[0-9a-f]+_stat gold"))
        .hasSize(12);
    assertThat(made()).isEqualTo(first);
    boolean stayed = oid.equals(database.value("SELECT 'gold.by_name'::regclass::oid"));
    assertThat(stayed).isEqualTo(mode == RunMode.INCREMENTAL);
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void runOnATableThatOthersDependOn() {
    Map<String, ModelDefinition> plain = model("table", "key: [name]");
    publish("r1", plain, 1);
    database.run("CREATE VIEW public.theirs AS SELECT name FROM gold.by_name");

    publish("r2", model("table", ALL), 3);
    List<String> made = made();
    publish("r3", model("table", ALL), 5);

    assertThat(made())
        .isEqualTo(made)
        .contains("index|Mine; too", "options|{fillfactor=70}", "name|the \"name\" 321");
  }

  @Test
  void descriptionsFollowTheDefinition() {
    publish("r1", model("view", "description: one\ncolumns: { name: two }"), 1);
    assertThat(made()).contains("comment|one", "name|two ");

    publish("r2", model("view", "description: three\ncolumns: { name: four, last: five }"), 1);

    assertThat(made()).contains("comment|three", "name|four ", "last|five ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "columns: { nam: x } | models.by_name.columns | \"name\", \"things\", \"last\"",
        "key: [nam] | models.by_name.key | \"name\", \"things\", \"last\"",
        "indexes: [nam] | models.by_name.indexes | does not exist",
        "after: [\"ANALYZE {this}\", \"CREATE INDEX ON {this} (nam)\"] | models.by_name.after[1] | does not exist",
        "after: [\"COMMENT ON VIEW {this} IS 'x'\"] | models.by_name.after[0] | is not a view",
        "after: [\"GRANT SELECT ON {this} TO nobody_at_all\"] | models.by_name.after[0] | nobody_at_all",
        "after: [\"CREATE UNIQUE INDEX ON {this} ((1))\"] | models.by_name.after[0] | could not create unique index",
        "after: [\"CREATE INDEX ON {this} (((SELECT 1)))\"] | models.by_name.after[0] | subquery",
        "after: [\"CREATE INDEX ON {this} (name) ANALYZE\"] | models.by_name.after[0] | syntax error",
      })
  void namesTheFieldThatIsWrongAndNoStaging(String field, String where, String says) {
    for (String materialized : List.of("table", "incremental")) {
      String rest = field.startsWith("key") ? field : field + "\nkey: [name]";
      Map<String, ModelDefinition> models = model(materialized, rest);
      String run = "r" + materialized;
      harness.load(run, 0, List.of(List.of(1, "a"), List.of(2, "b")));
      harness.end(run, 1);
      RunWork work = harness.work(run, models, List.of());

      assertThatThrownBy(() -> harness.audit(work))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().where()).isEqualTo(where);
                assertThat(e.problem().text()).contains(says).doesNotContain("_penstock");
                assertThat(e.problem().text()).doesNotContain(StagingName.of(run, "", "by_name"));
              });
      assertThat(database.value("SELECT to_regclass('gold.by_name')")).isEqualTo("∅");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fillfactor = 80", "autovacuum_enabled = off"})
  void storageOptionsOfAPersonGoOver(String option) {
    publish("r1", model("table", "key: [name]"), 1);
    database.run("ALTER TABLE gold.by_name SET (" + option + ")");
    String before = database.value("SELECT 'gold.by_name'::regclass::oid");

    publish("r2", model("table", "key: [name]"), 3);

    assertThat(made()).contains("options|{" + option.replace(" ", "") + "}");
    assertThat(database.value("SELECT 'gold.by_name'::regclass::oid")).isNotEqualTo(before);
  }

  @Test
  void aPersonsStatisticsKeepTheTable() {
    publish("r1", model("table", "key: [name]"), 1);
    database.run("CREATE STATISTICS gold.theirs ON name, things FROM gold.by_name");

    publish("r2", model("table", "key: [name]"), 3);

    assertThat(made()).contains("statistics|theirs gold");
  }
}
