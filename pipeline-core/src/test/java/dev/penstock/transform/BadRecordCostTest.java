package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What records that raise errors cost, in CPU time of the thread that transforms: DuckDB runs on it
 * too, and other work on the machine counts little. The bounds are wide; the factors are printed.
 */
class BadRecordCostTest {
  private static final int ROWS = 20_000;
  private static final int ROUNDS = 15;
  private static final Schema SCHEMA = Fixture.schema("id", "customer", "email", "amount", "day");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  static List<Arguments> errors() {
    String onPurpose = "if(customer = 'C-17', error('no customer'), customer)";
    return List.of(
        Arguments.of("customer::integer", 1),
        Arguments.of("customer::integer", 200),
        Arguments.of(onPurpose, 1),
        Arguments.of(onPurpose, 200));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void aBatchWithErrorsCostsLittleMoreThanACleanOne(String expression, int bad) {
    try (VectorSchemaRoot clean = fixture.batch(SCHEMA, rows(0));
        VectorSchemaRoot dirty = fixture.batch(SCHEMA, rows(bad));
        StreamTransformer transformer = open(expression)) {
      long[] without = new long[ROUNDS];
      long[] with = new long[ROUNDS];
      for (int round = -5; round < ROUNDS; round++) {
        long cleanTime = cost(transformer, clean, 0);
        long dirtyTime = cost(transformer, dirty, bad);
        if (round >= 0) {
          without[round] = cleanTime;
          with[round] = dirtyTime;
        }
      }
      double factor = median(with) / median(without);
      System.out.printf(
          Locale.ROOT,
          "%s, %d bad of %d: %.1f ms clean, factor %.2f%n",
          expression,
          bad,
          ROWS,
          median(without) / 1e6,
          factor);
      assertThat(factor).isLessThan(bad == 1 ? 3 : 5);
    }
  }

  private StreamTransformer open(String expression) {
    return fixture.open(
        SCHEMA,
        cast("amount", "decimal(12,2)", "day", "timestamp"),
        derive("email", "lower(trim(email))"),
        derive("domain", "split_part(email, '@', 2)", "number", expression),
        validate(
            "e-mail looks like one",
            "regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')",
            "amount is positive",
            "amount > 0"));
  }

  private static long cost(StreamTransformer transformer, VectorSchemaRoot batch, int rejected) {
    long start = THREADS.getCurrentThreadCpuTime();
    try (TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      long time = THREADS.getCurrentThreadCpuTime() - start;
      assertThat(result.counts().rejected()).isEqualTo(rejected);
      return time;
    }
  }

  private static double median(long[] times) {
    return Arrays.stream(times).sorted().toArray()[times.length / 2];
  }

  /** The bad ones stand all over the batch. */
  private static List<@Nullable String[]> rows(int bad) {
    int every = bad == 0 ? Integer.MAX_VALUE : ROWS / bad;
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          new @Nullable String[] {
            "" + i,
            i % every == every / 2 ? "C-17" : "" + i % 1000,
            " User" + i + "@Example" + i % 50 + ".COM ",
            i % 500 + 1 + ".50",
            "2025-01-" + (10 + i % 19) + " 12:00:00"
          });
    }
    return rows;
  }
}
