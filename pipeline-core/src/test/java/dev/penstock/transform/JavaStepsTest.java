package dev.penstock.transform;

import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.map;
import static dev.penstock.transform.Fixture.names;
import static dev.penstock.transform.Fixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.step.BatchStep;
import dev.penstock.step.RecordStep;
import dev.penstock.step.RejectedException;
import dev.penstock.step.Step;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaStepsTest {
  private static final Schema SCHEMA = Fixture.schema("a", "b");
  private static final ObjectNode NO_OPTIONS = JsonNodeFactory.instance.objectNode();
  private static final Limits QUICK = new Limits(128, Duration.ofSeconds(5), 1_000);

  @Test
  void newColumnsStandBeforeThePlaceReplacedOnesWhereTheyWereAndRowsKeepTheirOrder() {
    RecordStep step =
        (record, context) -> StepResult.values(Map.of("A", "<" + record.get("a") + ">", "n", 7));
    run(
        step,
        map("A", "varchar", "n", "integer"),
        List.of(row("x", "1"), row("y", "2")),
        (result, rows) -> {
          assertThat(names(result.rows().getSchema())).containsExactly("a", "b", "n", "_place");
          assertThat(rows)
              .containsExactly(List.of("<x>", "1", "7", "2"), List.of("<y>", "2", "7", "3"));
        });
  }

  @Test
  void runsBetweenTwoQueries() {
    RecordStep length =
        (record, context) -> StepResult.value("n", String.valueOf(record.get("c")).length());
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(SCHEMA, List.of(row("ab", "c"), row("a", "b")));
        StreamTransformer transformer =
            open(
                fixture,
                new NamedSteps().with("length", length),
                Limits.DEFAULT,
                derive("c", "a || b"),
                java("length", map("n", "integer")),
                filter("n > 2"));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(texts(result.rows())).containsExactly(List.of("ab", "c", "abc", "3", "2"));
      assertThat(result.counts()).isEqualTo(new Counts(2, 1, 0, 1, 0, 0));
    }
  }

  @Test
  void aRecordIsRejectedByAnswerByExceptionAndByAnythingElseThatIsThrownAndDroppedByAnswer() {
    RecordStep step =
        (record, context) ->
            switch (String.valueOf(record.get("a"))) {
              case "answer" -> StepResult.rejected("a is known", "a is not known");
              case "exception" -> throw new RejectedException("b is missing");
              case "bug" -> throw new IllegalStateException("no luck " + "!".repeat(10_000));
              case "deep" -> throw new StackOverflowError();
              case "null" -> nothing();
              case "drop" -> StepResult.dropped();
              default -> StepResult.values(Map.of());
            };
    run(
        step,
        map("n", "integer"),
        List.of(
            row("ok", "1"),
            row("answer", "1"),
            row("exception", "1"),
            row("bug", "1"),
            row("deep", "1"),
            row("null", "1"),
            row("drop", "1"),
            row("ok", "2")),
        (result, rows) -> {
          assertThat(result.counts()).isEqualTo(new Counts(8, 2, 5, 1, 0, 0));
          assertThat(result.rejects())
              .allSatisfy(
                  reject -> {
                    assertThat(reject.errorClass()).isEqualTo(ErrorClass.STEP);
                    assertThat(reject.step()).isEqualTo("steps[0].java");
                    assertThat(reject.message()).hasSizeLessThan(600);
                  });
          assertThat(result.rejects())
              .extracting(RejectedRecord::rule)
              .containsExactly("a is known", "java it", "java it", "java it", "java it");
          assertThat(result.rejects().get(2).message())
              .startsWith("IllegalStateException: no luck")
              .doesNotContain("\tat ");
          assertThat(result.rejects().get(1).place()).isEqualTo("file.csv:4");
          assertThat(result.rejects().get(1).original()).contains("\"a\":\"exception\"");
        });
  }

  @Test
  void aValueOfAnotherTypeAndAColumnThatIsNotDeclaredAreRejects() {
    RecordStep step =
        (record, context) ->
            record.get("a") == null
                ? StepResult.value("scor", 1.0)
                : StepResult.value("score", record.get("a"));
    run(
        step,
        map("score", "double"),
        List.of(row("1.5", "x"), row(null, "y")),
        (result, rows) ->
            assertThat(result.rejects())
                .extracting(RejectedRecord::message)
                .containsExactly(
                    "score: '1.5' (String) is not a valid double (a number)",
                    "The step gives a column scor, which is not declared. Did you mean `score`?"));
  }

  @Test
  void aResultThatNoMessageHoldsIsAReject() {
    RecordStep step =
        (record, context) -> StepResult.value("n", "x".repeat(StepCall.MAX_BYTES + 1));
    run(
        step,
        map("n", "varchar"),
        one("1", "2"),
        (result, rows) ->
            assertThat(result.rejects().getFirst().message())
                .contains("at most 2097152 are taken"));
  }

  @Test
  void aBatchStepGetsBoundedListsAndABadRecordCostsOnlyItself() {
    List<Integer> sizes = new ArrayList<>();
    BatchStep step =
        new BatchStep() {
          @Override
          public int batchSize() {
            return 3;
          }

          @Override
          public List<StepResult> apply(List<StepRecord> records, StepContext context) {
            sizes.add(records.size());
            return records.stream()
                .map(record -> StepResult.value("n", Integer.valueOf(record.text("a"))))
                .toList();
          }
        };
    run(
        step,
        map("n", "integer"),
        List.of(row("1", ""), row("x", ""), row("3", ""), row("4", "")),
        (result, rows) -> {
          assertThat(sizes).containsExactly(3, 1, 1, 1, 1);
          assertThat(rows).extracting(row -> row.get(2)).containsExactly("1", "3", "4");
          assertThat(result.rejects())
              .extracting(RejectedRecord::place)
              .containsExactly("file.csv:3");
        });
  }

  @Test
  void aBatchStepThatLosesARecordFailsTheRun() {
    BatchStep step = (records, context) -> List.of();

    assertThat(failure(step).problem().code()).isEqualTo("step-broken");
  }

  @Test
  void aStepThatHangsIsInterruptedAndLeftAloneAndFailsTheRun() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    RecordStep step =
        new RecordStep() {
          @Override
          public StepResult apply(StepRecord record, StepContext context) {
            while (never.getCount() > 0) {
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupts.incrementAndGet(); // and go on, as badly written steps do
              }
            }
            return StepResult.dropped();
          }

          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(SCHEMA, one("a", "b"));
        StreamTransformer transformer =
            open(
                fixture,
                new NamedSteps().with("it", step),
                QUICK,
                java("it", map("n", "integer")))) {
      long begin = System.nanoTime();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> transformer.apply(batch, Fixture.ORIGIN))
            .isInstanceOf(PermanentException.class)
            .hasMessageContaining("streams.s.steps[0].java")
            .hasMessageContaining("not done with its batch in time");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(QUICK.timeout(), Duration.ofSeconds(20));
      Awaitility.await().until(() -> interrupts.get() > 0);
    } finally {
      assertThat(StepThread.hanging()).isEqualTo(1);
      never.countDown();
    }
    assertThat(closed).hasValue(0);
    Awaitility.await().until(() -> StepThread.hanging() == 0);
  }

  @ParameterizedTest
  @ValueSource(classes = {OutOfMemoryError.class, NoClassDefFoundError.class, UnknownError.class})
  void anErrorOfTheMachineFailsTheRunAndTheServiceLives(Class<? extends Error> kind) {
    RecordStep step =
        (record, context) -> {
          throw kind.getDeclaredConstructor(String.class).newInstance("told");
        };

    Problem problem = failure(step).problem();

    assertThat(problem.code()).isEqualTo("step-failed");
    assertThat(problem.message()).contains(kind.getSimpleName() + ": told");
  }

  @Test
  void aTransientErrorIsPassedOnSoThatTheBatchComesAgain() {
    RecordStep step =
        (record, context) -> {
          throw new TransientException(Problem.of("busy", "service", "Busy."), null);
        };
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(SCHEMA, one("a", "b"));
        StreamTransformer transformer =
            open(
                fixture,
                new NamedSteps().with("it", step),
                QUICK,
                java("it", map("n", "integer")))) {
      assertThatThrownBy(() -> transformer.apply(batch, Fixture.ORIGIN))
          .isInstanceOf(TransientException.class);
    }
  }

  @Test
  void anUnknownNameIsToldWithTheNearestOneOrAll() {
    RecordStep step = (record, context) -> StepResult.dropped();
    NamedSteps steps = new NamedSteps().with("sentiment", step).with("rank", step);

    assertThat(openingFails(steps, java("sentimnt", map())).text())
        .isEqualTo(
            "streams.s.steps[0].java: The transformer has no Java step `sentimnt`. Did you mean"
                + " `sentiment`?");
    assertThat(openingFails(steps, java("other", map())).advice())
        .isEqualTo("The Java steps that it has: rank, sentiment.");
  }

  @Test
  void optionsAreCheckedWhenTheStepIsOpened() {
    RecordStep step =
        new RecordStep() {
          @Override
          public void open(StepContext context) {
            context.options().only("limit");
            context.options().whole("limit", 1);
          }

          @Override
          public StepResult apply(StepRecord record, StepContext context) {
            return StepResult.dropped();
          }
        };
    NamedSteps steps = new NamedSteps().with("it", step);

    assertThat(openingFails(steps, java("it", map(), "limt", "1")).text())
        .startsWith("streams.s.steps[0].java.options.limt")
        .contains("Did you mean `limit`?");
    assertThat(openingFails(steps, java("it", map(), "limit", "x")).text())
        .isEqualTo("streams.s.steps[0].java.options.limit: must be a whole number.");
    assertThat(steps.released).containsExactly("it", "it");
  }

  @Test
  void aStepDeclaresItsOwnColumnsUnlessThePipelineDoes() {
    RecordStep step =
        new RecordStep() {
          @Override
          public Map<String, String> columns(StepContext context) {
            assertThat(context.columns()).isEqualTo(map("a", "varchar", "b", "varchar"));
            return map("own", "bigint");
          }

          @Override
          public StepResult apply(StepRecord record, StepContext context) {
            return StepResult.values(Map.of());
          }
        };
    NamedSteps steps = new NamedSteps().with("it", step);
    try (Fixture fixture = new Fixture();
        StreamTransformer own = open(fixture, steps, QUICK, java("it", map()));
        StreamTransformer declared = open(fixture, steps, QUICK, java("it", map("x", "date")))) {
      assertThat(names(own.outputSchema())).containsExactly("a", "b", "own", "_place");
      assertThat(names(declared.outputSchema())).containsExactly("a", "b", "x", "_place");
    }
    assertThat(steps.released).containsExactly("it", "it");
  }

  @Test
  void everyTypeComesAsAJavaValueAndGoesBackAsItCame() {
    Map<String, String> values =
        map(
            "boolean", "true",
            "integer", "-2147483648",
            "bigint", "9223372036854775807",
            "double", "0.1",
            "decimal(12,2)", "-1234567890.12",
            "varchar", "grüße 🙂",
            "date", "1969-12-31",
            "time", "23:59:59.999999",
            "timestamp", "1969-12-31 23:59:59.999999",
            "timestamptz", "2026-01-31 12:00:00+02",
            "uuid", "01890a5d-ac96-774b-bcce-b302099a8057",
            "json", "{\"a\": [1, null]}");
    values.forEach(
        (type, value) -> {
          RecordStep copy = (record, context) -> StepResult.value("n", record.get("c"));
          try (Fixture fixture = new Fixture();
              VectorSchemaRoot batch =
                  fixture.batch(SCHEMA, List.of(row(value, ""), row(null, "")));
              StreamTransformer transformer =
                  open(
                      fixture,
                      new NamedSteps().with("copy", copy),
                      Limits.DEFAULT,
                      derive("c", "CAST(a AS " + type + ")"),
                      java("copy", map("n", type)),
                      derive("same", "c IS NOT DISTINCT FROM n AND typeof(c) = typeof(n)"));
              TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
            assertThat(result.rejects()).as(type).isEmpty();
            assertThat(texts(result.rows()))
                .as(type)
                .extracting(row -> row.get(4))
                .containsExactly("true", "true");
          }
        });
  }

  @Test
  void theBooksBalanceWhateverStepsAnswer() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("JavaStepsTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      int size = random.nextInt(1_000);
      List<@Nullable String[]> rows = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        rows.add(row(String.valueOf(random.nextInt(4)), String.valueOf(i)));
      }
      Step step =
          random.nextBoolean()
              ? (RecordStep) JavaStepsTest::byDigit
              : byDigits(1 + random.nextInt(300));
      run(
          step,
          map("n", "integer"),
          rows,
          (result, texts) -> {
            Counts counts = result.counts();
            assertThat(counts.passed() + counts.rejected() + counts.filtered()).isEqualTo(size);
            List<String> expected =
                rows.stream().filter(row -> "0".equals(row[0])).map(row -> row[1]).toList();
            assertThat(texts).extracting(row -> row.get(1)).isEqualTo(expected);
            assertThat(texts).extracting(row -> row.get(2)).isEqualTo(expected);
          });
    }
  }

  /** What a step must not answer. */
  @SuppressWarnings("NullAway")
  private static StepResult nothing() {
    return null;
  }

  private static StepResult byDigit(StepRecord record, StepContext context) {
    return switch (String.valueOf(record.text("a"))) {
      case "0" -> StepResult.value("n", Integer.valueOf(String.valueOf(record.text("b"))));
      case "1" -> StepResult.dropped();
      case "2" -> StepResult.rejected("two");
      default -> throw new IllegalArgumentException("three");
    };
  }

  private static BatchStep byDigits(int size) {
    return new BatchStep() {
      @Override
      public int batchSize() {
        return size;
      }

      @Override
      public List<StepResult> apply(List<StepRecord> records, StepContext context) {
        return records.stream().map(record -> byDigit(record, context)).toList();
      }
    };
  }

  private interface Look {
    void at(TransformResult result, List<List<@Nullable String>> rows);
  }

  private static void run(
      Step step, Map<String, String> columns, List<@Nullable String[]> rows, Look look) {
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(SCHEMA, rows);
        StreamTransformer transformer =
            open(fixture, new NamedSteps().with("it", step), Limits.DEFAULT, java("it", columns));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      look.at(result, texts(result.rows()));
    }
  }

  private static PermanentException failure(Step step) {
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(SCHEMA, List.of(row("a", "b"), row("c", "d")));
        StreamTransformer transformer =
            open(
                fixture,
                new NamedSteps().with("it", step),
                QUICK,
                java("it", map("n", "integer")))) {
      return catchThrowableOfType(
          PermanentException.class, () -> transformer.apply(batch, Fixture.ORIGIN));
    }
  }

  private static Problem openingFails(NamedSteps steps, StepDefinition step) {
    try (Fixture fixture = new Fixture()) {
      return catchThrowableOfType(PermanentException.class, () -> open(fixture, steps, QUICK, step))
          .problem();
    }
  }

  private static StreamTransformer open(
      Fixture fixture, NamedSteps steps, Limits limits, StepDefinition... definitions) {
    return StreamTransformer.open(
        Fixture.stream(definitions),
        Fixture.PATH,
        SCHEMA,
        StepTools.of(Fixture.NO_LOOKUPS).with(steps),
        limits,
        fixture.allocator);
  }

  private static StepDefinition java(String name, Map<String, String> columns, String... options) {
    ObjectNode node = NO_OPTIONS.deepCopy();
    for (int i = 0; i < options.length; i += 2) {
      node.put(options[i], options[i + 1]);
    }
    return new StepDefinition.Java(name, columns, node);
  }

  private static List<@Nullable String[]> one(@Nullable String... values) {
    return Collections.singletonList(values);
  }

  private static @Nullable String[] row(@Nullable String... values) {
    return values;
  }
}
