package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.Layout;
import dev.penstock.error.PermanentException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Indexes and partitions, and that a rehearsal says of them what a publish does. */
@ExtendWith(PostgresExtension.class)
class LayoutTest {
  private static final Schema SCHEMA =
      schema(
          field("id", Vectors.INT), field("at", Vectors.DATE), field("Country: 1", Vectors.TEXT));
  private static final List<List<String>> INDEXES = List.of(List.of("at", "id"));
  private static final List<Object> FIRST = List.of(1, LocalDate.of(2024, 1, 31), "ch");
  private static final List<Object> SECOND = List.of(2, LocalDate.of(2024, 2, 1), "at");

  private final TestDatabase database;
  private final Destination destination;
  private final OutputHarness harness;

  LayoutTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new OutputHarness(destination);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void aTableThatIsExchangedHasItsIndexesUnderTheirNames() {
    harness.key("id").indexes(List.of(List.of("at", "id"), List.of("Country: 1")));

    PublishResult first = rehearsed("r1", FIRST);
    long before = oid();
    PublishResult second = rehearsed("r2", SECOND);

    assertThat(first.ddl())
        .hasSize(4)
        .startsWith(
            "CREATE SCHEMA IF NOT EXISTS \"silver\"",
            "CREATE TABLE \"silver\".\"things\" (\"id\" integer, \"at\" date, \"Country: 1\" text,"
                + " PRIMARY KEY (\"id\"))")
        .contains("CREATE INDEX things_at_id_idx ON silver.things USING btree (at, id)");
    assertThat(second.ddl()).isEmpty();
    assertThat(oid()).as("swapped").isNotEqualTo(before);
    assertThat(indexes()).hasSize(3).contains("things_at_id_idx", "things_pkey");
    harness.indexes(INDEXES);
    assertThat(rehearsed("r3", FIRST).ddl())
        .singleElement()
        .asString()
        .startsWith("DROP INDEX \"silver\".\"things_Country");
    assertThat(indexes()).containsExactly("things_at_id_idx", "things_pkey");
  }

  @Test
  void aTableThatStaysGetsWhatIsMissingAndKeepsAPersonsIndexes() {
    harness.adding().indexes(List.of(List.of("at")));
    publish("r1", FIRST);
    database.run("CREATE INDEX mine ON silver.things (id)");
    harness.indexes(List.of(List.of("at", "id"), List.of("id")));

    PublishResult published = rehearsed("r2", SECOND);

    assertThat(published.ddl())
        .containsExactly(
            "DROP INDEX \"silver\".\"things_at_idx\"",
            "CREATE INDEX \"things_at_id_idx\" ON \"silver\".\"things\" (\"at\", \"id\")");
    assertThat(indexes()).containsExactly("mine", "things_at_id_idx");
    assertThat(database.value("SELECT count(*) FROM silver.things")).isEqualTo("2");
  }

  @Test
  void columnsThatAreNotThereAreToldBeforeTheFirstRow() {
    harness.indexes(List.of(List.of("gone"))).partition("lost", null);

    assertThatThrownBy(() -> harness.load("r1", 0, SCHEMA, List.of(), false))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("table-layout");
              assertThat(e.problem().message()).contains("\"gone\", \"lost\"");
            });
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void rowsLieInPartitionsByMonthAndThoseWithoutADateInTheDefault() {
    harness.key().partition("at", Layout.Span.MONTH).indexes(INDEXES);

    PublishResult first = rehearsed("r1", FIRST, Arrays.asList(3, null, "x"));
    PublishResult second = rehearsed("r2", FIRST, SECOND, Arrays.asList(4, null, "y"));

    assertThat(first.ddl())
        .containsExactly(
            "CREATE SCHEMA IF NOT EXISTS \"silver\"",
            "CREATE TABLE \"silver\".\"things\" (\"id\" integer, \"at\" date, \"Country: 1\" text)"
                + " PARTITION BY RANGE (\"at\")",
            "CREATE TABLE \"silver\".\"things_default\" PARTITION OF \"silver\".\"things\" DEFAULT",
            "CREATE TABLE \"silver\".\"things_p2024_01\" PARTITION OF \"silver\".\"things\""
                + " FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')",
            "CREATE INDEX \"things_at_id_idx\" ON \"silver\".\"things\" (\"at\", \"id\")");
    assertThat(second.ddl())
        .containsExactly(
            "CREATE TABLE \"silver\".\"things_p2024_02\" PARTITION OF \"silver\".\"things\""
                + " FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')");
    assertThat(places())
        .containsExactly(
            "silver.things_default|4", "silver.things_p2024_01|1", "silver.things_p2024_02|2");
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void rowsAreAddedToPartitionsByValue() {
    harness.adding().key("id", "Country: 1").partition("Country: 1", null);
    publish("r1", FIRST);

    publish(
        "r2", SECOND, List.of(3, LocalDate.EPOCH, "it's, \\é"), List.of(4, LocalDate.EPOCH, ""));
    PublishResult third = rehearsed("r3", List.of(5, LocalDate.EPOCH, "it's, \\é"));

    assertThat(third.ddl()).isEmpty();
    assertThat(places()).hasSize(5).contains("silver.things_p_at|2", "silver.things_p_ch|1");
    assertThat(
            database.rows(
                "SELECT count(DISTINCT tableoid), count(*) FROM silver.things WHERE id IN (3, 5)"))
        .containsExactly("1|2");
    assertThat(
            database.rows(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE conrelid = 'silver.things'::regclass AND contype = 'p'"))
        .containsExactly("PRIMARY KEY (id, \"Country: 1\")");
  }

  @Test
  void partitionsOfAPersonAreUsed() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (id int, at date, \"Country: 1\" text)"
            + " PARTITION BY RANGE (at); CREATE TABLE silver.old PARTITION OF silver.things"
            + " FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    harness.adding().partition("at", Layout.Span.MONTH);

    PublishResult published = rehearsed("r1", FIRST, SECOND);

    assertThat(published.ddl()).isEmpty();
    assertThat(places()).containsExactly("silver.old|1", "silver.old|2");
  }

  @Test
  void aTableThatIsNotDividedIsRefusedBeforeTheFirstRow() {
    publish("r1", FIRST);
    harness.partition("at", Layout.Span.MONTH);

    assertThatThrownBy(() -> harness.load("r2", 0, SCHEMA, List.of(), false))
        .hasMessageContaining("is not divided into partitions");
    database.run(
        "DROP TABLE silver.things; CREATE TABLE silver.things (id int, at date,"
            + " \"Country: 1\" text) PARTITION BY LIST (at)");
    assertThatThrownBy(() -> harness.load("r3", 0, SCHEMA, List.of(), false))
        .hasMessageContaining("is divided by LIST (at)");
    harness.partition("Country: 1", Layout.Span.DAY);
    database.run("DROP TABLE silver.things");
    assertThatThrownBy(() -> harness.load("r4", 0, SCHEMA, List.of(), false))
        .hasMessageContaining("`every` needs a date or a timestamp");
  }

  @Test
  void tooManyPartitionsFailTheAudit() {
    harness.partition("id", null);
    List<List<Object>> rows =
        IntStream.rangeClosed(0, Partitions.MAX_NEW)
            .mapToObj(id -> List.<Object>of(id, LocalDate.EPOCH, "x"))
            .toList();

    assertThatThrownBy(() -> harness.stage("r1", SCHEMA, rows))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("too-many-partitions");
              assertThat(e.problem().message()).contains("401 new partitions");
            });
  }

  @SafeVarargs
  private PublishResult publish(String run, List<? extends @Nullable Object>... rows) {
    return harness.publish(run, SCHEMA, Arrays.asList(rows));
  }

  @Test
  void aNameThatIsTakenGetsAnother() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things_p2024_01 (x int);"
            + " CREATE TABLE silver.things_at_id_idx (x int)");
    harness.indexes(INDEXES).partition("at", Layout.Span.MONTH);

    rehearsed("r1", FIRST);
    assertThat(rehearsed("r2", FIRST).ddl()).isEmpty();

    assertThat(places()).singleElement().asString().startsWith("silver.things_p2024_01_");
  }

  /** Publishes, after a rehearsal that must say the same and change nothing. */
  @SafeVarargs
  private PublishResult rehearsed(String run, List<? extends @Nullable Object>... rows) {
    var work = harness.stage(run, SCHEMA, Arrays.asList(rows));
    List<String> before = world();
    PublishResult rehearsed = destination.rehearse(work);
    assertThat(world()).isEqualTo(before);
    PublishResult published = destination.publish(work);
    assertThat(rehearsed).isEqualTo(published);
    assertThat(published.ddl()).noneMatch(sql -> sql.contains(Bookkeeping.STAGING_SCHEMA));
    destination.clean(run, 1);
    return published;
  }

  /** Everything that a reader could notice. */
  private List<String> world() {
    List<String> world = new ArrayList<>();
    world.addAll(
        database.rows(
            "SELECT c.oid::regclass, c.relkind, c.relfilenode, pg_get_expr(c.relpartbound, c.oid)"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname !~ '^(pg_|information)' ORDER BY 1"));
    world.addAll(
        database.rows(
            "SELECT table_schema, table_name, column_name, data_type, is_nullable"
                + " FROM information_schema.columns"
                + " WHERE table_schema !~ '^(pg_|information)' ORDER BY 1, 2, 3"));
    return world;
  }

  private List<String> indexes() {
    return database.rows("SELECT indexname FROM pg_indexes WHERE schemaname = 'silver' ORDER BY 1");
  }

  private List<String> places() {
    return database.rows("SELECT tableoid::regclass, id FROM silver.things ORDER BY 1, 2");
  }

  private long oid() {
    return Long.parseLong(database.value("SELECT 'silver.things'::regclass::oid"));
  }
}
