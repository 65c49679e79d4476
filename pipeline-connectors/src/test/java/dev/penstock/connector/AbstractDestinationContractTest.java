package dev.penstock.connector;

import static dev.penstock.connector.Vectors.BIGINT;
import static dev.penstock.connector.Vectors.TEXT;
import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.batch.SplitId;
import dev.penstock.definition.BronzeDefinition;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.Finish;
import dev.penstock.definition.Finish.Combine;
import dev.penstock.definition.Finish.Deduplicate;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every destination must do. A subclass says how to open one and how to read it; the pipeline
 * is {@code orders(id, name)} with a bronze copy and the models that the subclass names.
 */
public abstract class AbstractDestinationContractTest {
  protected static final TableName SILVER = TableName.parse("silver.orders");
  protected static final TableName BRONZE = TableName.parse("bronze.orders");
  protected static final TableName GOLD = TableName.parse("gold.names");
  protected static final Schema ORDERS =
      schema(field("id", BIGINT), field("name", TEXT), field(Columns.PLACE, BIGINT));

  protected final BufferAllocator allocator = new RootAllocator();
  protected Destination destination = Unopened.DESTINATION;

  private static final class Unopened {
    private static final Destination DESTINATION =
        new Destination() {
          @Override
          public LoadResult load(LoadBatch batch) {
            throw new UnsupportedOperationException();
          }

          @Override
          public AuditResult audit(RunWork work, Cancellation cancellation) {
            throw new UnsupportedOperationException();
          }

          @Override
          public PublishResult publish(RunWork work) {
            throw new UnsupportedOperationException();
          }

          @Override
          public PublishResult rehearse(RunWork work) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void sweep() {
            throw new UnsupportedOperationException();
          }

          @Override
          public void clean(String run, int epoch) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {}
        };
  }

  /** A destination on the place of this test, which is empty at first. */
  protected abstract Destination open();

  /**
   * Rows of a table as a reader sees them, values joined by a bar, {@code ∅} for NULL, in order;
   * empty for none.
   */
  protected abstract Optional<List<String>> read(TableName table);

  /** What is in staging, of whatever run. */
  protected abstract List<String> staging();

  /** SQL of a model that counts the orders of each name. */
  protected abstract String countByName();

  @BeforeEach
  void openDestination() {
    destination = open();
  }

  @AfterEach
  void closeDestination() {
    destination.close();
    allocator.close();
  }

  @Test
  void publishesWhatWasLoadedAndNothingBefore() {
    load("r1", 0, row(1, "a"), row(2, "b"));
    load("r1", 1, row(3, "b"));
    end("r1", 2);
    assertThat(read(SILVER)).isEmpty();

    AuditResult audit = destination.audit(work("r1"), Cancellation.NEVER);
    assertThat(audit.passed()).as("%s", audit).isTrue();
    assertThat(read(SILVER)).isEmpty();
    PublishResult published = destination.publish(work("r1"));

    assertThat(read(SILVER)).contains(List.of("1|a", "2|b", "3|b"));
    assertThat(read(GOLD)).contains(List.of("a|1", "b|2"));
    assertThat(published.tables())
        .containsExactly(
            new PublishResult.PublishedTable("silver", "orders", "silver.orders", 3),
            new PublishResult.PublishedTable("gold", "names", "gold.names", 2));
    assertThat(published.facts())
        .extracting(PublishResult.TableFacts::table, PublishResult.TableFacts::rows)
        .containsExactly(tuple("silver.orders", 3L), tuple("gold.names", 2L));
    assertThat(published.facts())
        .extracting(facts -> facts.columns().stream().map(PublishResult.Column::name).toList())
        .containsExactly(List.of("id", "name"), List.of("name", "orders"));
    assertThat(published.facts())
        .flatExtracting(PublishResult.TableFacts::columns)
        .noneMatch(column -> column.type().isBlank());
    assertThat(destination.publish(work("r1"))).isEqualTo(published);
  }

  @Test
  void replacesTheRowsOfTheRunBefore() {
    publish("r1", row(1, "a"), row(2, "b"));

    publish("r2", row(3, "c"));

    assertThat(read(SILVER)).contains(List.of("3|c"));
    assertThat(read(GOLD)).contains(List.of("c|1"));
  }

  @Test
  void aRunWithoutRowsEmptiesTheTable() {
    publish("r1", row(1, "a"));

    publish("r2");

    assertThat(read(SILVER)).contains(List.of());
  }

  @Test
  void countsABatchThatComesAgainOnce() {
    load("r1", 0, row(1, "a"));
    LoadResult first = load("r1", 1, row(2, "b"));

    LoadResult again = load("r1", 1, row(2, "b"));
    LoadResult older = load("r1", 0, row(1, "a"));

    assertThat(again).isEqualTo(first).isEqualTo(older);
    assertThat(first.loaded()).isEqualTo(2);
    end("r1", 2);
    finish("r1");
    assertThat(read(SILVER)).contains(List.of("1|a", "2|b"));
  }

  @Test
  void countsABatchThatTwoWritersBringAtOnceOnce() throws Exception {
    for (int sequence = 0; sequence < 20; sequence++) {
      int number = sequence;
      Callable<LoadResult> writer =
          () -> {
            try (BufferAllocator own = new RootAllocator();
                VectorSchemaRoot rows = Vectors.rows(own, ORDERS, List.of(row(number, "n")))) {
              return destination.load(batch("r1", 1, number, rows, false));
            }
          };
      try (ExecutorService both = Executors.newFixedThreadPool(2)) {
        List<Future<LoadResult>> results =
            both.invokeAll(List.of(writer, writer), 30, TimeUnit.SECONDS);
        assertThat(results.get(0).get()).isEqualTo(results.get(1).get());
        assertThat(results.get(0).get().loaded()).isEqualTo(number + 1);
      }
    }
  }

  @Test
  void refusesABatchThatLeavesAGap() {
    load("r1", 0, row(1, "a"));

    assertThatThrownBy(() -> load("r1", 2, row(3, "c")))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo("sequence-gap"));
  }

  @Test
  void refusesLowerEpochsAndClosedRuns() {
    load("r1", 2, 0, row(1, "a"));
    assertThatThrownBy(() -> load("r1", 1, 1, row(2, "b"))).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> destination.clean("r1", 1)).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> destination.publish(work("r1", 1))).isInstanceOf(Fenced.class);

    destination.clean("r1", 3);

    assertThatThrownBy(() -> load("r1", 3, 1, row(2, "b"))).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> destination.audit(work("r1", 3), Cancellation.NEVER))
        .isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> destination.publish(work("r1", 3))).isInstanceOf(Fenced.class);
    assertThat(staging()).isEmpty();
  }

  @Test
  void closesARunThatNeverWrote() {
    destination.clean("r1", 1);
    destination.clean("r1", 1);

    assertThatThrownBy(() -> load("r1", 0, row(1, "a"))).isInstanceOf(Fenced.class);
    assertThat(staging()).isEmpty();
  }

  @Test
  void leavesThePublishedTablesWhenARunIsCleaned() {
    publish("r1", row(1, "a"));
    load("r2", 0, row(2, "b"));

    destination.clean("r2", 1);
    destination.clean("r1", 1);

    assertThat(staging()).isEmpty();
    assertThat(read(SILVER)).contains(List.of("1|a"));
    assertThat(read(GOLD)).contains(List.of("a|1"));
  }

  @Test
  void answersARepeatedPublishFromItsNote() {
    PublishResult first = publish("r1", row(1, "a"));
    publish("r2", row(2, "b"));

    assertThat(destination.publish(work("r1"))).isEqualTo(first);
    assertThat(read(SILVER)).contains(List.of("2|b"));
  }

  @Test
  void answersARepeatedAuditTheSame() {
    load("r1", 0, row(1, "a"), row(2, "b"));
    end("r1", 1);
    AuditResult first = destination.audit(work("r1"), Cancellation.NEVER);

    assertThat(destination.audit(work("r1"), Cancellation.NEVER)).isEqualTo(first);
    destination.publish(work("r1"));
    assertThat(read(GOLD)).contains(List.of("a|1", "b|1"));
  }

  @Test
  void failsAnAuditWhoseKeyIsNotUnique() {
    publish("r0", row(9, "old"));
    load("r1", 0, row(1, "a"), row(1, "b"), row(2, "c"));
    end("r1", 1);

    AuditResult audit = destination.audit(work("r1"), Cancellation.NEVER);

    assertThat(audit.passed()).isFalse();
    assertThat(audit.checks())
        .filteredOn(check -> !check.passed())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.check()).isEqualTo("orders: key is unique (id)");
              assertThat(check.on()).isEqualTo("orders");
              assertThat(check.failing()).isEqualTo(1);
              assertThat(check.sample()).isNotEmpty();
              assertThat(check.sample().getFirst()).containsEntry("id", "1");
            });
    assertThatThrownBy(() -> destination.publish(work("r1")))
        .isInstanceOf(PermanentException.class);
    assertThat(read(SILVER)).contains(List.of("9|old"));
  }

  @Test
  void refusesToAuditWhatIsNotLoadedToItsEnd() {
    load("r1", 0, row(1, "a"));

    assertThatThrownBy(() -> destination.audit(work("r1"), Cancellation.NEVER))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("books"));
  }

  @Test
  void runsTheChecks() {
    load("r1", 0, row(1, "a"), row(2, null), row(3, "a"));
    end("r1", 1);
    PipelineDefinition pipeline =
        pipeline(
            false,
            List.of(
                new CheckDefinition.NotNull("orders", List.of("id")),
                new CheckDefinition.NotNull("orders", List.of("name")),
                new CheckDefinition.Unique("orders", List.of("name")),
                new CheckDefinition.Rows("orders", OptionalLong.of(3), OptionalLong.of(3)),
                new CheckDefinition.Rows("orders", OptionalLong.of(10), OptionalLong.empty())));

    AuditResult audit =
        destination.audit(new RunWork("r1", 1, RunMode.FULL, pipeline), Cancellation.NEVER);

    assertThat(audit.checks())
        .extracting(AuditResult.CheckResult::passed)
        .containsExactly(true, false, false, true, false);
    assertThat(audit.checks())
        .extracting(AuditResult.CheckResult::failing)
        .containsExactly(0L, 1L, 1L, 0L, 7L);
    assertThat(audit.checks().get(1).sample()).hasSize(1);
    assertThat(audit.checks().get(1).sample().getFirst()).containsEntry("id", "2");
    assertThat(audit.checks().get(4).message()).contains("3 rows").contains("10");
  }

  @Test
  void bronzeKeepsWhereEachRowCameFrom() {
    try (VectorSchemaRoot rows = rows(row(1, "a"), row(2, "b"))) {
      destination.load(bronze("r1", 0, rows, false));
    }
    try (VectorSchemaRoot none = rows()) {
      destination.load(bronze("r1", 1, none, true));
    }
    load("r1", 0, row(1, "a"));
    end("r1", 1);
    RunWork work = new RunWork("r1", 1, RunMode.FULL, pipeline(true, List.of()));
    destination.audit(work, Cancellation.NEVER);

    PublishResult published = destination.publish(work);

    assertThat(published.tables())
        .contains(new PublishResult.PublishedTable("bronze", "orders", "bronze.orders", 2));
    assertThat(read(BRONZE).orElseThrow())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("1|a|")
        .contains("r1/orders/s0/0")
        .contains("shop")
        .endsWith("orders.csv:10");
  }

  @Test
  void addsRowsToThoseThatAreThere() {
    PublishResult first = add("r1", row(1, "a"), row(2, "b"));
    PublishResult second = add("r2", row(3, "b"));

    assertThat(read(SILVER)).contains(List.of("1|a", "2|b", "3|b"));
    assertThat(read(GOLD)).contains(List.of("a|1", "b|2"));
    assertThat(withoutChanges(first))
        .containsExactly(
            new PublishResult.PublishedTable("silver", "orders", "silver.orders", 2),
            new PublishResult.PublishedTable("gold", "names", "gold.names", 2));
    assertThat(withoutChanges(second))
        .containsExactly(
            new PublishResult.PublishedTable("silver", "orders", "silver.orders", 1),
            new PublishResult.PublishedTable("gold", "names", "gold.names", 2));
  }

  @Test
  void addsRowsOnceHoweverOftenTheyArePublished() {
    add("r1", row(1, "a"));
    PublishResult second = add("r2", row(2, "b"));

    assertThat(destination.publish(adding("r2"))).isEqualTo(second);
    assertThat(destination.publish(adding("r1")).tables().getFirst().rows()).isEqualTo(1);
    assertThat(read(SILVER)).contains(List.of("1|a", "2|b"));
  }

  @Test
  void aFullRunReplacesWhatWasAddedAndLaterRunsAddToIt() {
    add("r1", row(1, "a"));
    add("r2", row(2, "b"));

    load("r3", 0, row(9, "z"));
    end("r3", 1);
    RunWork full = new RunWork("r3", 1, RunMode.FULL, pipeline(false, List.of(), LoadMode.APPEND));
    assertThat(destination.audit(full, Cancellation.NEVER).passed()).isTrue();
    destination.publish(full);
    assertThat(read(SILVER)).contains(List.of("9|z"));

    add("r4", row(1, "a"));
    assertThat(read(SILVER)).contains(List.of("1|a", "9|z"));
    assertThat(read(GOLD)).contains(List.of("a|1", "z|1"));
  }

  @Test
  void aRunThatBringsNothingChangesNothing() {
    add("r1", row(1, "a"));

    assertThat(add("r2").tables().getFirst().rows()).isZero();
    assertThat(read(SILVER)).contains(List.of("1|a"));
    // Nor does one whose source had no split to read.
    RunWork idle = adding("r3");
    assertThat(destination.audit(idle, Cancellation.NEVER).passed()).isTrue();
    assertThat(destination.publish(idle).tables().getFirst().rows()).isZero();

    assertThat(read(SILVER)).contains(List.of("1|a"));
    assertThat(read(GOLD)).contains(List.of("a|1"));
    assertThat(staging()).isEmpty();
  }

  @Test
  void aFirstRunWithoutSplitsPublishesNoTable() {
    RunWork idle =
        new RunWork(
            "r1", 1, RunMode.INCREMENTAL, pipeline(false, Map.of(), List.of(), LoadMode.APPEND));

    assertThat(destination.audit(idle, Cancellation.NEVER).passed()).isTrue();
    assertThat(destination.publish(idle).tables()).isEmpty();
    assertThat(read(SILVER)).isEmpty();
    assertThatThrownBy(() -> destination.audit(adding("r2"), Cancellation.NEVER))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo("nothing-there"));
  }

  @Test
  void failsAnAuditWhoseKeysTheTableAlreadyHas() {
    add("r1", row(1, "a"), row(2, "b"), row(3, "c"));
    load("r2", 0, row(2, "again"), row(3, "again"), row(4, "new"));
    end("r2", 1);

    AuditResult audit = destination.audit(adding("r2"), Cancellation.NEVER);

    assertThat(audit.checks())
        .filteredOn(check -> !check.passed())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.check()).isEqualTo("orders: key is new to the table (id)");
              assertThat(check.message())
                  .isEqualTo("2 rows have keys that the table already has: id = 2; id = 3");
              assertThat(check.failing()).isEqualTo(2);
            });
    assertThatThrownBy(() -> destination.publish(adding("r2")))
        .isInstanceOf(PermanentException.class);
    assertThat(read(SILVER)).contains(List.of("1|a", "2|b", "3|c"));
  }

  @Test
  void checksSeeTheOldRowsAndTheNewOnes() {
    add("r1", row(1, "a"), row(2, null));
    load("r2", 0, row(3, "a"));
    end("r2", 1);
    RunWork work =
        new RunWork(
            "r2",
            1,
            RunMode.INCREMENTAL,
            pipeline(
                false,
                List.of(
                    new CheckDefinition.Rows("orders", OptionalLong.of(3), OptionalLong.of(3)),
                    new CheckDefinition.Unique("orders", List.of("name")),
                    new CheckDefinition.NotNull("orders", List.of("name")),
                    new CheckDefinition.Rows("names", OptionalLong.of(2), OptionalLong.empty())),
                LoadMode.APPEND));

    AuditResult audit = destination.audit(work, Cancellation.NEVER);

    assertThat(audit.checks())
        .extracting(AuditResult.CheckResult::passed)
        .containsExactly(true, false, false, true);
    assertThat(destination.audit(work, Cancellation.NEVER)).isEqualTo(audit);
  }

  @Test
  void bronzeOfAStreamThatAddsIsAddedToo() {
    for (String run : List.of("r1", "r2")) {
      try (VectorSchemaRoot rows = rows(row(1, run))) {
        destination.load(bronze(run, 0, rows, false));
      }
      try (VectorSchemaRoot none = rows()) {
        destination.load(bronze(run, 1, none, true));
      }
      load(run, 0, row(run.equals("r1") ? 1 : 2, run));
      end(run, 1);
      RunWork work =
          new RunWork(run, 1, RunMode.INCREMENTAL, pipeline(true, List.of(), LoadMode.APPEND));
      assertThat(destination.audit(work, Cancellation.NEVER).passed()).isTrue();
      assertThat(destination.publish(work).tables())
          .contains(new PublishResult.PublishedTable("bronze", "orders", "bronze.orders", 1));
    }

    assertThat(read(BRONZE).orElseThrow()).hasSize(2);
    assertThat(read(SILVER)).contains(List.of("1|r1", "2|r2"));
  }

  @Test
  void keepsOneRecordOfEachKeyOfTheWholeRun() {
    Finishes finishes = new Finishes(new Deduplicate(List.of("id"), Map.of("name", true)), ORDERS);
    // Arrives split by split, and not in the order of the source.
    finishes.load("r1", "s1", 0, "b.csv", stands(3, "z", 1), stands(1, "c", 2), stands(4, null, 9));
    finishes.load("r1", "s0", 0, "a.csv", stands(1, "a", 7), stands(2, "b", 8), stands(1, "c", 9));
    LoadResult again =
        finishes.load(
            "r1", "s0", 0, "a.csv", stands(1, "a", 7), stands(2, "b", 8), stands(1, "c", 9));
    finishes.load("r1", "s0", 1, "a.csv", stands(2, "b", 3), stands(4, "x", 4), stands(1, null, 1));
    assertThat(again.loaded()).isEqualTo(3);

    AuditResult audit = finishes.finish("r1", LoadMode.REPLACE, "s0", "s1");

    assertThat(audit.outputs())
        .containsExactly(new AuditResult.StagedOutput("orders", "orders", 9, 4));
    assertThat(read(SILVER)).contains(List.of("1|c", "2|b", "3|z", "4|x"));
    assertThat(read(GOLD)).contains(List.of("b|1", "c|1", "x|1", "z|1"));
    assertThat(staging()).isEmpty();
  }

  @Test
  void theFirstRecordOfItsOriginWinsHoweverRowsArrive() {
    Finishes finishes = new Finishes(new Deduplicate(List.of("id"), Map.of()), ORDERS);
    finishes.load("r1", "s1", 0, "b.csv", stands(1, "b1", 1), stands(2, "b2", 2));
    finishes.load(
        "r1", "s0", 0, "a.csv", stands(1, "a9", 9), stands(2, "a3", 3), stands(2, "a3 later", 3));
    finishes.load("r1", "s0", 1, "a.csv", stands(1, "a5", 5));
    finishes.finish("r1", LoadMode.REPLACE, "s0", "s1");

    finishes.load(
        "r2", "s0", 0, "a.csv", stands(1, "a5", 5), stands(2, "a3", 3), stands(2, "a3 later", 3));
    finishes.load("r2", "s0", 1, "a.csv", stands(1, "a9", 9));
    finishes.load("r2", "s1", 0, "b.csv", stands(2, "b2", 2), stands(1, "b1", 1));
    finishes.finish("r2", LoadMode.REPLACE, "s0", "s1");

    assertThat(read(SILVER)).contains(List.of("1|a5", "2|a3"));
  }

  @Test
  void nullIsEqualToNullInAKeyThatIsNoPrimaryKey() {
    Finishes finishes = new Finishes(new Deduplicate(List.of("name"), Map.of("id", false)), ORDERS);
    finishes.load(
        "r1", "s0", 0, "a.csv", stands(2, null, 1), stands(1, null, 2), stands(3, "x", 3));

    finishes.finish("r1", LoadMode.REPLACE, "s0");

    assertThat(read(SILVER)).contains(List.of("1|∅", "3|x"));
  }

  @Test
  void addsWhatIsLeftOfARun() {
    Finishes finishes = new Finishes(new Deduplicate(List.of("id"), Map.of()), ORDERS);
    finishes.load("r1", "s0", 0, "a.csv", stands(1, "a", 1), stands(1, "b", 2));
    finishes.finish("r1", LoadMode.APPEND, "s0");
    finishes.load("r2", "s0", 0, "a.csv", stands(2, "c", 1), stands(2, "d", 2));
    AuditResult second = finishes.finish("r2", LoadMode.APPEND, "s0");

    assertThat(second.outputs())
        .containsExactly(new AuditResult.StagedOutput("orders", "orders", 2, 1));
    assertThat(read(SILVER)).contains(List.of("1|a", "2|c"));
    assertThat(staging()).isEmpty();
  }

  @Test
  void putsThePartsOfGroupsTogether() {
    Map<String, Aggregation> values = new LinkedHashMap<>();
    values.put("name", Aggregation.MAX);
    values.put("rows", Aggregation.COUNT);
    values.put("total", Aggregation.SUM);
    values.put("mean", Aggregation.AVG);
    values.put("first", Aggregation.MIN);
    values.put("all_paid", Aggregation.MIN);
    values.put("rate", Aggregation.AVG);
    Combine combine = new Combine(List.of("ID"), values);
    Schema parts =
        schema(
            field("id", BIGINT),
            field("name", TEXT),
            field("rows", BIGINT),
            field("total", Vectors.decimal(38, 2)),
            field("mean", Vectors.DOUBLE),
            field("first", Vectors.DATE),
            field("all_paid", Vectors.BOOL),
            field("rate", Vectors.DOUBLE),
            field(combine.sumOf("mean"), Vectors.decimal(38, 2)),
            field(combine.countOf("mean"), BIGINT),
            field(combine.sumOf("rate"), Vectors.DOUBLE),
            field(combine.countOf("rate"), BIGINT));
    Finishes finishes = new Finishes(combine, parts);
    List<?> one = part(1, "Z", 2, "10.50", 5.25, "2024-02-01", true, 0.5, "10.50", 2, 1.0, 2);
    finishes.load("r1", "s0", 0, "a.csv", one);
    finishes.load("r1", "s0", 0, "a.csv", one);
    finishes.load(
        "r1",
        "s1",
        0,
        "b.csv",
        part(1, "a", 1, "0.25", 0.25, "2023-12-31", false, 4.0, "0.25", 1, 4.0, 1),
        part(2, null, 1, null, null, null, null, null, null, 0, null, 0));

    AuditResult audit = finishes.finish("r1", LoadMode.REPLACE, "s0", "s1");

    assertThat(audit.outputs())
        .containsExactly(new AuditResult.StagedOutput("orders", "orders", 3, 2));
    // Text is compared by its bytes: a small letter is greater than a capital one.
    assertThat(read(SILVER).orElseThrow())
        .satisfiesExactly(
            row ->
                assertThat(row)
                    .startsWith("1|a|3|10.75|3.58333333333333")
                    .contains("|2023-12-31|f")
                    .endsWith("|1.6666666666666667"),
            row -> assertThat(row).isEqualTo("2|∅|1|∅|∅|∅|∅|∅"));
    assertThat(staging()).isEmpty();
  }

  @Test
  void oneGroupOfNothingIsNoRow() {
    Combine combine = new Combine(List.of(), Map.of("id", Aggregation.COUNT));
    Finishes finishes = new Finishes(combine, schema(field("id", BIGINT), field("name", TEXT)));
    AuditResult empty = finishes.finish("r1", LoadMode.REPLACE, "s0");
    assertThat(empty.outputs())
        .containsExactly(new AuditResult.StagedOutput("orders", "orders", 0, 0));
    assertThat(read(SILVER)).contains(List.of());
  }

  /** Every way in which rows arrive at an output. */
  static Stream<Arguments> arrivals() {
    return Stream.of(
        Arguments.of(LoadMode.REPLACE, Finish.NONE),
        Arguments.of(LoadMode.APPEND, Finish.NONE),
        Arguments.of(LoadMode.UPSERT, Finish.NONE),
        Arguments.of(LoadMode.REPLACE, new Deduplicate(List.of("id"), Map.of())),
        Arguments.of(
            LoadMode.REPLACE, new Combine(List.of("id"), Map.of("name", Aggregation.MAX))));
  }

  @ParameterizedTest
  @MethodSource("arrivals")
  void aSplitThatIsReadAgainTakesThePlaceOfWhatWasStagedOfIt(LoadMode mode, Finish finish) {
    Again again = new Again("r1", mode, finish);
    again.load(1, "s0", 0, false, row(1, "a"), row(2, "b"));
    again.load(1, "s1", 0, false, row(3, "c"));
    LoadResult kept = again.load(1, "s1", 1, true);
    again.load(1, "s2", 0, true, row(5, "gone"));

    LoadResult first = again.load(3, "s0", 0, false, row(1, "x"));
    assertThat(first.loaded()).isEqualTo(1);
    assertThat(first.sequence()).isZero();
    assertThat(again.load(3, "s0", 0, false, row(1, "x"))).isEqualTo(first);
    assertThatThrownBy(() -> again.load(1, "s0", 1, false, row(2, "late")))
        .isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> again.load(1, "s1", 1, true)).isInstanceOf(Fenced.class);
    again.load(3, "s0", 1, false, row(4, "d"));
    LoadResult last = again.load(3, "s0", 2, true);
    // A split of which nothing is left.
    again.load(3, "s2", 0, true);

    assertThat(last.loaded()).isEqualTo(2);
    assertThat(kept.done()).isTrue();
    again.publish(3);
    assertThat(read(SILVER)).contains(List.of("1|x", "3|c", "4|d"));
    assertThat(staging()).isEmpty();
  }

  @Test
  void rawRowsOfASplitThatIsReadAgainAreReplacedToo() {
    for (int epoch : List.of(1, 3)) {
      for (String split : epoch == 1 ? List.of("s0", "s0/0") : List.of("s0")) {
        try (VectorSchemaRoot rows = rows(row(epoch, split))) {
          destination.load(raw(split, epoch, 0, rows, false));
        }
        try (VectorSchemaRoot none = rows()) {
          destination.load(raw(split, epoch, 1, none, true));
        }
      }
    }
    load("r1", 3, 0, row(1, "a"));
    end("r1", 3, 1);
    RunWork work = new RunWork("r1", 3, RunMode.FULL, pipeline(true, List.of()));
    destination.audit(work, Cancellation.NEVER);
    destination.publish(work);

    assertThat(read(BRONZE).orElseThrow())
        .satisfiesExactlyInAnyOrder(
            row -> assertThat(row).startsWith("3|s0|"),
            row -> assertThat(row).startsWith("1|s0/0|"));
  }

  @Test
  void aSplitThatIsReadAgainBeginsWithItsFirstBatch() {
    load("r1", 0, row(1, "a"));
    load("r1", 1, row(2, "b"));

    for (long sequence : List.of(1L, 2L)) {
      assertThatThrownBy(() -> load("r1", 3, sequence, row(2, "b")))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("sequence-gap"));
    }
    assertThat(load("r1", 3, 0, row(1, "a")).loaded()).isEqualTo(1);
  }

  @Test
  void whatIsStagedIsAuditedAndPublishedInALaterEpoch() {
    load("r1", 0, row(1, "a"));
    end("r1", 1);
    AuditResult first = destination.audit(work("r1"), Cancellation.NEVER);

    assertThat(destination.audit(work("r1", 3), Cancellation.NEVER)).isEqualTo(first);
    assertThatThrownBy(() -> destination.publish(work("r1"))).isInstanceOf(Fenced.class);
    PublishResult published = destination.publish(work("r1", 3));

    assertThat(read(SILVER)).contains(List.of("1|a"));
    assertThatThrownBy(() -> destination.audit(work("r1", 5), Cancellation.NEVER))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo(Destination.PUBLISHED));
    assertThat(destination.publish(work("r1", 5))).isEqualTo(published);
  }

  @Test
  protected void manyWritersMayBeTheFirstOfAnEpoch() throws Exception {
    Again again = new Again("r1", LoadMode.REPLACE, Finish.NONE);
    for (int split = 0; split < 4; split++) {
      again.load(1, "s" + split, 0, false, row(split, "before"));
    }
    List<Callable<LoadResult>> writers = new ArrayList<>();
    for (int split = 0; split < 4; split++) {
      int number = split;
      writers.add(() -> again.insist(3, "s" + number, 0, true, row(number, "after")));
    }
    try (ExecutorService all = Executors.newFixedThreadPool(4)) {
      for (Future<LoadResult> result : all.invokeAll(writers, 60, TimeUnit.SECONDS)) {
        assertThat(result.get().loaded()).isEqualTo(1);
      }
    }

    again.publish(3);
    assertThat(read(SILVER)).contains(List.of("0|after", "1|after", "2|after", "3|after"));
  }

  /** Loads an output in more than one epoch. */
  private final class Again {
    private final String run;
    private final LoadMode mode;
    private final Finish finish;
    private final List<String> key;

    Again(String run, LoadMode mode, Finish finish) {
      this.run = run;
      this.mode = mode;
      this.finish = finish;
      this.key = mode.keyed() ? List.of("id") : List.of();
    }

    /** Tries again where the reason may pass, as the loader does. */
    LoadResult insist(int epoch, String split, long sequence, boolean end, List<?>... rows) {
      return await()
          .atMost(Duration.ofSeconds(30))
          .ignoreException(TransientException.class)
          .until(() -> load(epoch, split, sequence, end, rows), Objects::nonNull);
    }

    LoadResult load(int epoch, String split, long sequence, boolean end, List<?>... rows) {
      try (BufferAllocator own = new RootAllocator();
          VectorSchemaRoot root = Vectors.rows(own, ORDERS, List.of(rows))) {
        return destination.load(
            new LoadBatch(
                new SplitId(run, "orders", split),
                epoch,
                sequence,
                LoadTarget.plain("orders", SILVER, mode, key, finish),
                split + ".csv",
                "shop",
                root,
                end));
      }
    }

    void publish(int epoch) {
      RunMode runs = mode.keeps() ? RunMode.INCREMENTAL : RunMode.FULL;
      RunWork work = new RunWork(run, epoch, runs, pipeline());
      AuditResult audit = destination.audit(work, Cancellation.NEVER);
      assertThat(audit.passed()).as("%s", audit).isTrue();
      destination.publish(work);
    }

    private PipelineDefinition pipeline() {
      if (finish.changes()) {
        return finished(finish, mode);
      }
      PipelineDefinition plain = AbstractDestinationContractTest.this.pipeline(false, List.of());
      StreamDefinition stream = plain.stream("orders");
      return new PipelineDefinition(
          "shop",
          "",
          Map.of(
              "orders",
              new StreamDefinition(
                  stream.source(),
                  Optional.empty(),
                  Map.of(),
                  List.of(),
                  Map.of("orders", new OutputDefinition("warehouse", SILVER, mode, key)))),
          plain.models(),
          List.of());
    }
  }

  private static LoadBatch raw(
      String split, int epoch, long sequence, VectorSchemaRoot rows, boolean end) {
    return new LoadBatch(
        new SplitId("r1", "orders", split),
        epoch,
        sequence,
        StreamDefinition.BRONZE,
        BRONZE,
        LoadMode.REPLACE,
        List.of(),
        "orders.csv",
        "shop",
        rows,
        end);
  }

  /** A record of {@link #ORDERS} that stands on a line. */
  private static List<@Nullable Object> stands(long id, @Nullable String name, long line) {
    List<@Nullable Object> values = row(id, name);
    values.set(2, line);
    return values;
  }

  private static List<@Nullable Object> part(@Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>(Arrays.asList(values));
    for (int i = 0; i < row.size(); i++) {
      row.set(
          i,
          switch (row.get(i)) {
            case Integer number -> number.longValue();
            case String text when text.matches("\\d+\\.\\d+") -> new BigDecimal(text);
            case String text when text.matches("\\d+-\\d+-\\d+") -> LocalDate.parse(text);
            case null -> null;
            case Object other -> other;
          });
    }
    return row;
  }

  /** Loads an output whose rows the audit finishes. */
  private final class Finishes {
    private final Finish finish;
    private final Schema schema;
    private final Map<String, Long> next = new LinkedHashMap<>();
    private LoadMode mode = LoadMode.REPLACE;

    Finishes(Finish finish, Schema schema) {
      this.finish = finish;
      this.schema = schema;
    }

    LoadResult load(String run, String split, long sequence, String origin, List<?>... rows) {
      next.put(split, sequence + 1);
      return load(run, split, sequence, origin, false, rows);
    }

    private LoadResult load(
        String run, String split, long sequence, String origin, boolean end, List<?>... rows) {
      try (VectorSchemaRoot root = Vectors.rows(allocator, schema, List.of(rows))) {
        return destination.load(
            new LoadBatch(
                new SplitId(run, "orders", split),
                1,
                sequence,
                LoadTarget.plain("orders", SILVER, mode, List.of(), finish),
                origin,
                "shop",
                root,
                end));
      }
    }

    /** Ends the splits, audits twice as after a crash, and publishes. */
    AuditResult finish(String run, LoadMode how, String... splits) {
      for (String split : splits) {
        load(run, split, next.getOrDefault(split, 0L), split, true);
      }
      next.clear();
      mode = how;
      RunMode runs = how == LoadMode.APPEND ? RunMode.INCREMENTAL : RunMode.FULL;
      RunWork work = new RunWork(run, 1, runs, finished(finish, how));
      AuditResult audit = destination.audit(work, Cancellation.NEVER);
      assertThat(audit.passed()).as("%s", audit).isTrue();
      assertThat(destination.audit(work, Cancellation.NEVER)).isEqualTo(audit);
      destination.publish(work);
      return audit;
    }
  }

  private PipelineDefinition finished(Finish finish, LoadMode mode) {
    StepDefinition step =
        switch (finish) {
          case Finish.None _ -> throw new IllegalArgumentException("nothing to finish");
          case Deduplicate d -> new StepDefinition.Deduplicate(d.key(), d.order());
          case Combine c -> {
            Map<String, StepDefinition.Aggregated> values = new LinkedHashMap<>();
            c.values()
                .forEach((name, f) -> values.put(name, new StepDefinition.Aggregated(f, "x")));
            yield new StepDefinition.Aggregate(c.by(), values);
          }
        };
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            Optional.empty(),
            Map.of(),
            List.of(step),
            Map.of("orders", new OutputDefinition("warehouse", SILVER, mode, List.of())));
    PipelineDefinition plain = pipeline(false, List.of(), mode);
    return new PipelineDefinition(
        "shop",
        "",
        Map.of("orders", stream),
        finish instanceof Deduplicate d && d.key().contains("id") ? plain.models() : Map.of(),
        List.of());
  }

  /** Tables and their rows; what became of rows is for the tests of modes. */
  private static List<PublishResult.PublishedTable> withoutChanges(PublishResult result) {
    return result.tables().stream()
        .map(t -> new PublishResult.PublishedTable(t.layer(), t.name(), t.table(), t.rows()))
        .toList();
  }

  protected final PublishResult add(String run, List<?>... rows) {
    load(run, 0, rows);
    end(run, 1);
    AuditResult audit = destination.audit(adding(run), Cancellation.NEVER);
    assertThat(audit.passed()).as("%s", audit).isTrue();
    return destination.publish(adding(run));
  }

  protected final RunWork adding(String run) {
    return new RunWork(run, 1, RunMode.INCREMENTAL, pipeline(false, List.of(), LoadMode.APPEND));
  }

  protected final LoadResult load(String run, long sequence, List<?>... rows) {
    return load(run, 1, sequence, rows);
  }

  protected final LoadResult load(String run, int epoch, long sequence, List<?>... rows) {
    try (VectorSchemaRoot root = rows(rows)) {
      return destination.load(batch(run, epoch, sequence, root, false));
    }
  }

  protected final LoadResult end(String run, long sequence) {
    return end(run, 1, sequence);
  }

  private LoadResult end(String run, int epoch, long sequence) {
    try (VectorSchemaRoot root = rows()) {
      return destination.load(batch(run, epoch, sequence, root, true));
    }
  }

  protected final PublishResult publish(String run, List<?>... rows) {
    load(run, 0, rows);
    end(run, 1);
    return finish(run);
  }

  protected final PublishResult finish(String run) {
    AuditResult audit = destination.audit(work(run), Cancellation.NEVER);
    assertThat(audit.passed()).as("%s", audit).isTrue();
    return destination.publish(work(run));
  }

  /** A row of {@link #ORDERS}, on line {@code 10 * id}. */
  protected static List<@Nullable Object> row(long id, @Nullable String name) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(id);
    values.add(name);
    values.add(10 * id);
    return values;
  }

  protected final VectorSchemaRoot rows(List<?>... rows) {
    return Vectors.rows(allocator, ORDERS, List.of(rows));
  }

  protected static LoadBatch batch(
      String run, int epoch, long sequence, VectorSchemaRoot rows, boolean end) {
    return new LoadBatch(
        new SplitId(run, "orders", "s0"),
        epoch,
        sequence,
        "orders",
        SILVER,
        LoadMode.REPLACE,
        List.of("id"),
        "orders.csv",
        "shop",
        rows,
        end);
  }

  private static LoadBatch bronze(String run, long sequence, VectorSchemaRoot rows, boolean end) {
    return new LoadBatch(
        new SplitId(run, "orders", "s0"),
        1,
        sequence,
        StreamDefinition.BRONZE,
        BRONZE,
        LoadMode.REPLACE,
        List.of(),
        "orders.csv",
        "shop",
        rows,
        end);
  }

  protected final RunWork work(String run) {
    return work(run, 1);
  }

  protected final RunWork work(String run, int epoch) {
    return new RunWork(run, epoch, RunMode.FULL, pipeline(false, List.of()));
  }

  protected final PipelineDefinition pipeline(boolean bronze, List<CheckDefinition> checks) {
    return pipeline(bronze, checks, LoadMode.REPLACE);
  }

  protected final PipelineDefinition pipeline(
      boolean bronze, List<CheckDefinition> checks, LoadMode mode) {
    return pipeline(
        bronze,
        Map.of(
            "names",
            new ModelDefinition(GOLD, Materialized.TABLE, countByName(), List.of(List.of("name")))),
        checks,
        mode);
  }

  protected static PipelineDefinition pipeline(
      boolean bronze,
      Map<String, ModelDefinition> models,
      List<CheckDefinition> checks,
      LoadMode mode) {
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            bronze ? Optional.of(new BronzeDefinition(BRONZE)) : Optional.empty(),
            Map.of(),
            List.of(),
            Map.of("orders", new OutputDefinition("warehouse", SILVER, mode, List.of("id"))));
    return new PipelineDefinition(
        "shop", "", Map.of("orders", stream), new LinkedHashMap<>(models), checks);
  }
}
