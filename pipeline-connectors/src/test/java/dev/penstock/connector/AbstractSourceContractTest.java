package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.batch.Columns;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every source must do. A connector's test extends it and names inputs that it reads and
 * inputs that it must refuse.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractSourceContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CANCEL_LIMIT = Duration.ofSeconds(25);

  /** Arrow's memory while one split is read: some batches, whatever the size of the source. */
  private static final long MEMORY_LIMIT = 32L << 20;

  /** Checkpoints of one split that are tried; the rest are like them. */
  private static final int CHECKPOINTS = 12;

  /** Something to read, bound anew by each call of {@code open}. */
  public record Input(String name, Function<BufferAllocator, Source> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A batch that outlives its reader; the position has been through JSON text. */
  record Copy(List<List<@Nullable Object>> rows, List<RejectedRecord> rejects, JsonNode after) {}

  /** Inputs that are read to the end, at least one of them with several splits and batches. */
  protected abstract List<Input> inputs() throws Exception;

  /** Inputs whose planning or reading fails. */
  protected abstract List<Input> broken() throws Exception;

  /** Texts that no error may hold: the root folder, passwords, host names. */
  protected abstract List<String> secrets();

  @ParameterizedTest
  @MethodSource("inputs")
  void planIsTheSameForTheSameContent(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      SourcePlan first =
          input.open().apply(allocator).plan(PlanRequest.full("r"), Cancellation.NEVER);

      assertThat(input.open().apply(allocator).plan(PlanRequest.full("r"), Cancellation.NEVER))
          .isEqualTo(first);
      assertThat(first.splits()).isNotEmpty();
      assertThat(first.splits()).extracting(Split::id).doesNotHaveDuplicates();
      assertThat(first.splits()).allMatch(split -> split.id().matches("[A-Za-z0-9_-]+"));
      assertThat(first.stream().schema().getFields().getLast().getName()).isEqualTo(Columns.PLACE);
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void readingGoesOnAtEachCheckpointWithoutLossOrRepetition(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = input.open().apply(allocator);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      for (Split split : plan.splits()) {
        List<Copy> unbroken = readAll(source, plan, split, null);
        int step = Math.max(1, unbroken.size() / CHECKPOINTS);
        for (int done = 1; done <= unbroken.size(); done += step) {
          List<Copy> resumed =
              readAll(input.open().apply(allocator), plan, split, unbroken.get(done - 1).after());

          assertThat(resumed).isEqualTo(unbroken.subList(done, unbroken.size()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void batchesStayInBoundsAndHaveThePlannedSchema(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = input.open().apply(allocator);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      for (Split split : plan.splits()) {
        try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            assertThat(batch.rows().getSchema()).isEqualTo(plan.stream().schema());
            assertThat(batch.rows().getRowCount() + batch.rejects().size())
                .isBetween(1, SourceBatch.TARGET_ROWS);
          }
          assertThat(reader.next()).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void memoryOfBatchesStaysBounded(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = input.open().apply(allocator);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      plan.splits().forEach(split -> readAll(source, plan, split, null));

      assertThat(allocator.getPeakMemoryAllocation()).isLessThan(MEMORY_LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void cancelEndsPlanningAndReading(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = input.open().apply(allocator);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      Split split = plan.splits().getLast();

      assertEndsSoon(() -> source.plan(PlanRequest.full("r"), () -> true));
      assertEndsSoon(
          () -> {
            try (SplitReader reader = source.read(plan.stream(), split, null, () -> true)) {
              reader.next();
            }
          });
      AtomicBoolean cancelled = new AtomicBoolean();
      try (SplitReader reader = source.read(plan.stream(), split, null, cancelled::get)) {
        reader.next();
        cancelled.set(true);
        assertEndsSoon(reader::next);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void closingGivesMemoryBackWhereverReadingStopped(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = input.open().apply(allocator);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      Split split = plan.splits().getFirst();
      for (int batches = 0; batches < 3; batches++) {
        SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER);
        for (int i = 0; i < batches; i++) {
          reader.next();
        }
        reader.close();
        reader.close();

        assertThat(allocator.getAllocatedMemory()).isZero();
      }
      readAll(source, plan, split, null);

      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void errorsNameThePlaceAndNoSecret(Input input) {
    try (BufferAllocator allocator = new RootAllocator()) {
      PenstockException error =
          catchThrowableOfType(
              PenstockException.class,
              () -> {
                Source source = input.open().apply(allocator);
                SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
                plan.splits().forEach(split -> readAll(source, plan, split, null));
              });

      assertThat(error).as("an error").isNotNull();
      for (Problem problem : error.problems()) {
        assertThat(problem.where()).isNotBlank();
        assertThat(problem.message()).isNotBlank();
        assertThat(problem.text()).doesNotContain(secrets());
      }
      for (Throwable t = error; t != null; t = t.getCause()) {
        assertThat(t.toString()).doesNotContain(secrets());
      }
    }
  }

  /** Reads a split to its end. */
  static List<Copy> readAll(Source source, SourcePlan plan, Split split, @Nullable JsonNode after) {
    List<Copy> copies = new ArrayList<>();
    try (SplitReader reader = source.read(plan.stream(), split, after, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        copies.add(new Copy(rowsOf(batch.rows()), batch.rejects(), throughText(batch.after())));
      }
    }
    return copies;
  }

  private static List<List<@Nullable Object>> rowsOf(VectorSchemaRoot root) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (var vector : root.getFieldVectors()) {
        Object value = vector.getObject(row);
        values.add(
            switch (value) {
              case null -> null;
              case Number number -> number;
              case byte[] bytes -> HexFormat.of().formatHex(bytes);
              default -> value.toString();
            });
      }
      rows.add(values);
    }
    return rows;
  }

  private static JsonNode throughText(JsonNode node) {
    try {
      return JSON.readTree(node.toString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertEndsSoon(Runnable work) {
    long start = System.nanoTime();
    assertThatExceptionOfType(Cancelled.class).isThrownBy(work::run);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CANCEL_LIMIT);
  }
}
