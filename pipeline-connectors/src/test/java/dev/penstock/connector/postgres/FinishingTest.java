package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Aggregated;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the audit makes of rows that arrived, where tables are there already. */
@ExtendWith(PostgresExtension.class)
class FinishingTest {
  private static final TableName TABLE = TableName.parse("silver.things");
  private static final StepDefinition UNIQUE =
      new StepDefinition.Deduplicate(List.of("id"), Map.of());
  private static final StepDefinition SUMS =
      new StepDefinition.Aggregate(
          List.of("name"), Map.of("total", new Aggregated(Aggregation.SUM, "x")));
  private static final Schema RECORDS =
      schema(
          field("id", Vectors.BIGINT),
          field("name", Vectors.TEXT),
          field(Columns.PLACE, Vectors.BIGINT));
  private static final Schema PARTS =
      schema(field("name", Vectors.TEXT), field("total", Vectors.decimal(38, 2)));

  private final TestDatabase database;
  private final Destination destination;
  private final BufferAllocator allocator = new RootAllocator();

  FinishingTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
    allocator.close();
  }

  @Test
  void onlyTheWholeMustFitTheTable() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (name varchar(3) NOT NULL,"
            + " total numeric(6,2) NOT NULL CHECK (total >= 10))");
    load("r1", SUMS, PARTS, 0, row("a", "4.00"), row("b", "20.00"));
    load("r1", SUMS, PARTS, 1, row("a", "7.00"), row("b", "-5.00"));

    publish("r1", SUMS, PARTS, 2);

    assertThat(things()).containsExactly("a|11.00", "b|15.00");
    assertThat(columns()).containsExactly("name|varchar", "total|numeric");
  }

  @Test
  void aWholeThatDoesNotFitFailsTheAuditAndNothingElse() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (name text, total numeric(4,2));"
            + " INSERT INTO silver.things VALUES ('old', 1)");
    load("r1", SUMS, PARTS, 0, row("a", "60.00"));
    load("r1", SUMS, PARTS, 1, row("a", "60.00"));
    end("r1", SUMS, PARTS, 2);

    assertThatThrownBy(() -> destination.audit(work("r1", SUMS), Cancellation.NEVER))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("finish-refused");
              assertThat(e.problem().where()).contains("streams.things.outputs.things");
              assertThat(e.problem().message()).contains("overflow").doesNotContain("_in");
            });

    assertThat(things()).containsExactly("old|1.00");
    destination.clean("r1", 1);
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void aRecordThatTheTableDoesNotTakeIsARejectAndAnotherWins() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (number int GENERATED ALWAYS AS IDENTITY,"
            + " id int, name varchar(4) CHECK (name <> 'bad'));"
            + " INSERT INTO silver.things (id, name) VALUES (7, 'old');"
            + " CREATE VIEW silver.pins AS SELECT * FROM silver.things");
    Schema narrow =
        schema(
            field("id", Vectors.INT),
            field("name", Vectors.TEXT),
            field(Columns.PLACE, Vectors.BIGINT));
    LoadResult result =
        load(
            "r1",
            UNIQUE,
            narrow,
            0,
            row(1, "bad", 1),
            row(1, "good", 2),
            row(1, "late", 3),
            row(2, "long one", 4));
    assertThat(result.rejected()).isEqualTo(2);

    AuditResult audit = publish("r1", UNIQUE, narrow, 1);

    assertThat(audit.outputs())
        .containsExactly(new AuditResult.StagedOutput("things", "things", 2, 1));
    assertThat(database.rows("SELECT id, name FROM silver.things")).containsExactly("1|good");
    assertThat(columns()).containsExactly("number|int4", "id|int4", "name|varchar");
  }

  @Test
  void arrivalsOfAnOpenRunAreNotSweptByAnother() {
    load("r1", UNIQUE, RECORDS, 0, row(1, "a", 1), row(1, "b", 2));
    destination.clean("r0", 1);
    assertThat(database.staging()).hasSize(2);

    publish("r1", UNIQUE, RECORDS, 1);

    assertThat(things()).containsExactly("1|a");
  }

  @Test
  void twoAuditsAtOnceGiveTheSame() throws Exception {
    load("r1", UNIQUE, RECORDS, 0, row(1, "a", 1), row(1, "b", 2), row(2, "c", 3));
    end("r1", UNIQUE, RECORDS, 1);
    Callable<AuditResult> audit = () -> destination.audit(work("r1", UNIQUE), Cancellation.NEVER);
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      List<Future<AuditResult>> results =
          both.invokeAll(List.of(audit, audit), 60, TimeUnit.SECONDS);
      assertThat(results.get(0).get()).isEqualTo(results.get(1).get());
      assertThat(results.get(0).get().outputs())
          .containsExactly(new AuditResult.StagedOutput("things", "things", 3, 2));
    }
    destination.publish(work("r1", UNIQUE));
    assertThat(things()).containsExactly("1|a", "2|c");
  }

  @Test
  void whatIsLostBeforeTheAuditFailsTheBooks() {
    load("r1", UNIQUE, RECORDS, 0, row(1, "a", 1), row(1, "b", 2));
    end("r1", UNIQUE, RECORDS, 1);
    String arrivals =
        database.staging().stream().filter(name -> name.endsWith("_in")).findFirst().orElseThrow();
    database.run("DELETE FROM _penstock_staging.\"" + arrivals + "\" WHERE name = 'b'");

    assertThatThrownBy(() -> destination.audit(work("r1", UNIQUE), Cancellation.NEVER))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("books"));
  }

  private List<String> things() {
    return database.rows("SELECT * FROM silver.things ORDER BY 1");
  }

  private List<String> columns() {
    return database.rows(
        "SELECT attname, typname FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid"
            + " WHERE attrelid = 'silver.things'::regclass AND attnum > 0 AND NOT attisdropped"
            + " ORDER BY attnum");
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    if (values.length == 2) {
      values[1] = new BigDecimal(String.valueOf(values[1]));
    }
    return Arrays.asList(values);
  }

  @SafeVarargs
  private LoadResult load(
      String run,
      StepDefinition step,
      Schema schema,
      long sequence,
      List<@Nullable Object>... rows) {
    return load(run, step, schema, sequence, false, List.of(rows));
  }

  private void end(String run, StepDefinition step, Schema schema, long sequence) {
    load(run, step, schema, sequence, true, List.of());
  }

  private LoadResult load(
      String run,
      StepDefinition step,
      Schema schema,
      long sequence,
      boolean end,
      List<List<@Nullable Object>> rows) {
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      return destination.load(
          new LoadBatch(
              new SplitId(run, "things", "s0"),
              1,
              sequence,
              LoadTarget.plain("things", TABLE, LoadMode.REPLACE, List.of(), Finish.of(step)),
              "things.csv",
              "shop",
              root,
              end));
    }
  }

  private AuditResult publish(String run, StepDefinition step, Schema schema, long sequence) {
    end(run, step, schema, sequence);
    AuditResult audit = destination.audit(work(run, step), Cancellation.NEVER);
    destination.publish(work(run, step));
    return audit;
  }

  private static RunWork work(String run, StepDefinition step) {
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            Optional.empty(),
            Map.of(),
            List.of(step),
            Map.of(
                "things", new OutputDefinition("warehouse", TABLE, LoadMode.REPLACE, List.of())));
    return new RunWork(
        run,
        1,
        RunMode.FULL,
        new PipelineDefinition("p", "", Map.of("things", stream), Map.of(), List.of()));
  }
}
