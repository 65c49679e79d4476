package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.validate;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.definition.StepDefinition;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Not a test: prints the CPU seconds that a million orders cost in the transformer. Arguments: rows
 * of a batch, part of the amounts that is no number, part whose derived column raises an error.
 */
final class TransformTiming {
  private static final Schema ORDERS =
      Fixture.schema(
          "order_id",
          "customer_id",
          "email",
          "status",
          "amount",
          "currency",
          "created_at",
          "updated_at",
          "country",
          "note");

  private TransformTiming() {}

  public static void main(String[] args) {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    double notCast = args.length > 1 ? Double.parseDouble(args[1]) : 0.01;
    double raised = args.length > 2 ? Double.parseDouble(args[2]) : 0;
    StepDefinition[] steps = {
      cast("amount", "decimal(12,2)", "created_at", "timestamp", "updated_at", "timestamp"),
      derive("email", "lower(trim(email))"),
      derive("domain", "split_part(email, '@', 2)", "customer", "customer_id::integer"),
      validate(
          "e-mail looks like one",
          "regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')",
          "amount is positive",
          "amount > 0")
    };
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(ORDERS, orders(rows, notCast, raised));
        StreamTransformer transformer = fixture.open(ORDERS, steps)) {
      for (int round = 0; round < 5; round++) {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        long done = 0;
        long rejected = 0;
        while (System.nanoTime() - start < 2_000_000_000L) {
          try (TransformResult result = transformer.apply(batch, "orders.csv")) {
            done += result.counts().read();
            rejected += result.counts().rejected();
          }
        }
        System.out.printf(
            Locale.ROOT,
            "batch %d: %.2f CPU s/M, %,d rows/s, %.2f %% rejected%n",
            rows,
            (system.getProcessCpuTime() - cpu) / 1e3 / done,
            done * 1_000_000_000L / (System.nanoTime() - start),
            100.0 * rejected / done);
      }
    }
  }

  private static List<@Nullable String[]> orders(int rows, double notCast, double raised) {
    RandomGenerator random = new Random(1);
    List<@Nullable String[]> orders = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      orders.add(
          new @Nullable String[] {
            "" + (1_000_000 + i),
            random.nextDouble() < raised ? "C-17" : "" + random.nextInt(100_000),
            "  User" + random.nextInt(100_000) + "@Example" + random.nextInt(50) + ".COM ",
            "shipped",
            random.nextDouble() < notCast ? "n/a" : random.nextInt(1, 500) + ".50",
            "EUR",
            "2025-01-" + (10 + random.nextInt(19)) + " 12:00:" + (10 + random.nextInt(50)),
            "2025-02-03 01:02:03",
            "DE",
            "note number " + i
          });
    }
    return orders;
  }
}
