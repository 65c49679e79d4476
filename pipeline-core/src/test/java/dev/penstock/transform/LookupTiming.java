package dev.penstock.transform;

import static dev.penstock.transform.Fixture.map;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Miss;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Not a test: prints what a {@code lookup} step costs for a batch. Arguments: rows of a batch, rows
 * of the look-up.
 */
final class LookupTiming {
  private static final Schema ORDERS =
      Fixture.schema("order_id", "sku", "email", "status", "amount", "note");
  private static final Schema PRODUCTS = Fixture.schema("sku", "name", "price");

  private LookupTiming() {}

  public static void main(String[] args) {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int known = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    Random random = new Random(1);
    List<@Nullable String[]> orders = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      orders.add(
          new @Nullable String[] {
            "" + i,
            "SKU-" + random.nextInt(known + known / 10),
            "u" + i + "@example.org",
            "shipped",
            "12.50",
            "note number " + i
          });
    }
    List<@Nullable String[]> products = new ArrayList<>();
    for (int i = 0; i < known; i++) {
      products.add(new @Nullable String[] {"SKU-" + i, "Product number " + i, "" + i % 100});
    }
    StepDefinition kept =
        new Lookup("products", map("sku", "sku"), map("name", "name"), Miss.KEEP, Map.of());
    StepDefinition rejected =
        new Lookup("products", map("sku", "sku"), map("name", "name"), Miss.REJECT, Map.of());
    StepDefinition joined =
        new StepDefinition.Sql(
            "SELECT s.*, p.name FROM input s LEFT JOIN products p ON p.sku = s.sku");
    try (Fixture fixture = new Fixture();
        VectorSchemaRoot batch = fixture.batch(ORDERS, orders);
        VectorSchemaRoot lookup = fixture.batch(PRODUCTS, products)) {
      WholeFile file = new WholeFile(fixture, Map.of("products", lookup), MaskKey.NONE);
      for (StepDefinition step : List.of(kept, rejected, joined)) {
        time(file, batch, step);
      }
    }
  }

  private static void time(WholeFile file, VectorSchemaRoot batch, StepDefinition step) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long opening = System.nanoTime();
    try (StreamTransformer transformer = file.open(batch, step)) {
      System.out.printf(
          Locale.ROOT,
          "%s: opened in %d ms%n",
          step.name(),
          (System.nanoTime() - opening) / 1_000_000);
      for (int round = 0; round < 3; round++) {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        int batches = 0;
        while (System.nanoTime() - start < 1_500_000_000L) {
          transformer.apply(batch, "orders.csv").close();
          batches++;
        }
        System.out.printf(
            Locale.ROOT,
            "  %.1f CPU ms, %.1f ms for a batch of %d%n",
            (system.getProcessCpuTime() - cpu) / 1e6 / batches,
            (System.nanoTime() - start) / 1e6 / batches,
            batch.getRowCount());
      }
    }
  }
}
