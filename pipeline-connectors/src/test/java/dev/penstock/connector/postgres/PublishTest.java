package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PublishTest {
  private static final Schema SCHEMA =
      schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT));

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  PublishTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new LoadHarness(destination, SCHEMA, "id");
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void givesTheTableItsKeyAndPlainNames() {
    publish("r1", "a");
    publish("r2", "b");

    assertThat(
            database.rows(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid = 'silver.things'::regclass AND contype = 'p'"))
        .containsExactly("things_pkey|PRIMARY KEY (id)");
    assertThat(
            database.rows("SELECT indexname FROM pg_indexes WHERE schemaname = 'gold' ORDER BY 1"))
        .containsExactly("by_name_name_idx");
    assertThat(
            database.rows("SELECT reloptions FROM pg_class WHERE oid = 'silver.things'::regclass"))
        .containsExactly("∅");
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void keepsGrantsAndCommentsOfTablesAndViews() {
    database.runAsSuperuser("CREATE ROLE reader_a; CREATE ROLE reader_b");
    try {
      publish("r1", "a");
      database.run(
          """
          GRANT SELECT ON silver.things, gold.by_name, gold.names TO reader_a;
          GRANT INSERT ON silver.things TO reader_b WITH GRANT OPTION;
          COMMENT ON TABLE silver.things IS 'it''s things';
          COMMENT ON COLUMN silver.things.name IS 'the name';
          COMMENT ON VIEW gold.names IS 'a view';
          COMMENT ON COLUMN gold.by_name.name IS 'gold name';
          """);
      List<String> before = traits();

      publish("r2", "b");

      assertThat(traits()).isEqualTo(before);
      assertThat(before).hasSize(3).first().asString().contains("reader_b=a*");
      assertThat(database.rows("SELECT name FROM silver.things")).containsExactly("b");
    } finally {
      database.runAsSuperuser("DROP OWNED BY reader_a, reader_b; DROP ROLE reader_a, reader_b");
    }
  }

  private List<String> traits() {
    return database.rows(
        """
        SELECT c.relname, c.relacl, pg_get_userbyid(c.relowner), obj_description(c.oid, 'pg_class'),
          col_description(c.oid, 1), col_description(c.oid, 2)
        FROM pg_class c WHERE c.oid IN
          ('silver.things'::regclass, 'gold.by_name'::regclass, 'gold.names'::regclass)
        ORDER BY c.relnamespace::regnamespace::text DESC, 1
        """);
  }

  @Test
  void givesANewTableTheDefaultPrivilegesOfItsSchema() {
    database.runAsSuperuser("CREATE ROLE reader_c");
    try {
      database.run(
          "CREATE SCHEMA silver;"
              + "ALTER DEFAULT PRIVILEGES IN SCHEMA silver GRANT SELECT ON TABLES TO reader_c");
      publish("r1", "a");
      publish("r2", "b");

      assertThat(
              database.value("SELECT has_table_privilege('reader_c', 'silver.things', 'SELECT')"))
          .isEqualTo("t");
    } finally {
      database.runAsSuperuser("DROP OWNED BY reader_c; DROP ROLE reader_c");
    }
  }

  @Test
  void fillsATableThatOthersDependOn() {
    publish("r1", "a");
    database.run(
        """
        CREATE VIEW public.theirs AS SELECT upper(name) AS name FROM silver.things;
        CREATE VIEW public.golden AS SELECT * FROM gold.names;
        CREATE TABLE public.child (thing bigint REFERENCES silver.things);
        INSERT INTO public.child VALUES (0);
        """);
    String before = database.value("SELECT 'silver.things'::regclass::oid");

    publish("r2", "b", "c");

    assertThat(database.rows("SELECT name FROM public.theirs ORDER BY 1"))
        .containsExactly("B", "C");
    assertThat(database.rows("SELECT name FROM public.golden ORDER BY 1"))
        .containsExactly("b", "c");
    assertThat(database.rows("SELECT name FROM gold.by_name ORDER BY 1")).containsExactly("b", "c");
    assertThat(database.value("SELECT 'silver.things'::regclass::oid")).isEqualTo(before);
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void keepsAnotherOwnersTable() {
    database.runAsSuperuser("CREATE ROLE keeper");
    try {
      publish("r1", "a");
      database.runAsSuperuser(
          "ALTER TABLE silver.things OWNER TO keeper; GRANT ALL ON silver.things TO "
              + database.role());

      publish("r2", "b");

      assertThat(database.rows("SELECT name FROM silver.things")).containsExactly("b");
      assertThat(
              database.value(
                  "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'silver.things'::regclass"))
          .isEqualTo("keeper");
    } finally {
      database.runAsSuperuser(
          "REASSIGN OWNED BY keeper TO "
              + database.role()
              + "; DROP OWNED BY keeper; DROP ROLE keeper");
    }
  }

  @Test
  void keepsIndexesTriggersAndDefaultsThatAPersonAdded() {
    publish("r1", "a");
    database.run(
        """
        CREATE INDEX mine ON silver.things (lower(name));
        ALTER TABLE silver.things ADD COLUMN seen timestamptz DEFAULT now();
        """);

    publish("r2", "b");

    assertThat(database.rows("SELECT name FROM silver.things WHERE seen IS NOT NULL"))
        .containsExactly("b");
    assertThat(
            database.rows(
                "SELECT indexname FROM pg_indexes WHERE schemaname = 'silver' ORDER BY 1"))
        .containsExactly("mine", "things_pkey");
  }

  @Test
  void refusesToCascadeIntoOtherTables() {
    publish("r1", "a");
    database.run(
        "CREATE TABLE public.child (thing bigint REFERENCES silver.things ON DELETE CASCADE);"
            + "INSERT INTO public.child VALUES (0)");

    assertThatThrownBy(() -> publish("r2", "b"))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo("foreign-key-cascade"));
    assertThat(database.rows("SELECT name FROM silver.things")).containsExactly("a");
    assertThat(database.rows("SELECT * FROM public.child")).containsExactly("0");
  }

  @Test
  void swapsATableForAViewAndBack() {
    publish("r1", "a");
    assertThat(kind("gold.names")).isEqualTo("v");
    Map<String, ModelDefinition> swapped = new LinkedHashMap<>();
    swapped.put("names", model("names", Materialized.TABLE, "SELECT id, name FROM {ref:things}"));
    swapped.put("by_name", model("by_name", Materialized.VIEW, "SELECT count(*) FROM {ref:names}"));

    harness.publish("r2", swapped, List.of(List.of(1, "b")));

    assertThat(kind("gold.names")).isEqualTo("r");
    assertThat(kind("gold.by_name")).isEqualTo("v");
    assertThat(database.rows("SELECT * FROM gold.by_name")).containsExactly("1");
    publish("r3", "c");
    assertThat(kind("gold.names")).isEqualTo("v");
  }

  private String kind(String relation) {
    return database.value("SELECT relkind FROM pg_class WHERE oid = '" + relation + "'::regclass");
  }

  @Test
  void givesWayToAReaderThatStaysAndSucceedsLater() throws Exception {
    publish("r1", "a");
    harness.load("r2", 0, List.of(List.of(1, "b")));
    harness.end("r2", 1);
    RunWork work = harness.work("r2", models(), List.of());
    harness.audit(work);
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM silver.things");

      assertThatThrownBy(() -> destination.publish(work))
          .isInstanceOfSatisfying(
              TransientException.class,
              e -> assertThat(e.problem().code()).isEqualTo("lock-timeout"));
      statement.execute("SELECT * FROM gold.names");
      reader.commit();
    }
    destination.publish(work);
    assertThat(database.rows("SELECT name FROM gold.names")).containsExactly("b");
  }

  @Test
  void refusesAViewWhoseColumnsOthersNeed() {
    publish("r1", "a");
    database.run("CREATE VIEW public.golden AS SELECT name FROM gold.names");
    Map<String, ModelDefinition> changed =
        Map.of("names", model("names", Materialized.VIEW, "SELECT id FROM {ref:things}"));

    assertThatThrownBy(() -> harness.publish("r2", changed, List.of(List.of(1, "b"))))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo("target-in-use"));
    assertThat(database.rows("SELECT name FROM public.golden")).containsExactly("a");
  }

  private void publish(String run, String... names) {
    List<List<Object>> rows = new java.util.ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      rows.add(List.of(i, names[i]));
    }
    harness.publish(run, models(), rows);
  }

  static Map<String, ModelDefinition> models() {
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    models.put(
        "by_name",
        new ModelDefinition(
            TableName.parse("gold.by_name"),
            Materialized.TABLE,
            "SELECT name, count(*) AS things FROM {ref:things} GROUP BY name -- all;",
            List.of(List.of("name"))));
    models.put(
        "names",
        model(
            "names",
            Materialized.VIEW,
            "SELECT t.name, b.things FROM {ref:things} t JOIN {ref:by_name} b USING (name);"));
    return models;
  }

  static ModelDefinition model(String name, Materialized materialized, String sql) {
    return new ModelDefinition(TableName.parse("gold." + name), materialized, sql, List.of());
  }
}
