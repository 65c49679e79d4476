package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Measures what planning and reading cost, in CPU seconds of the reading thread per million rows of
 * 10 columns and 120 bytes. A program, not a test: run it by hand from the test class path.
 */
final class CsvCost {
  private static final int ROWS = 2_000_000;
  private static final int ROUNDS = 5;

  private CsvCost() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Files.createTempDirectory("csv-cost");
    Path file = root.resolve("orders.csv");
    try {
      write(file);
      System.out.printf(Locale.ROOT, "%d rows of %d bytes%n", ROWS, Files.size(file) / ROWS);
      try (BufferAllocator allocator = new RootAllocator()) {
        for (int round = 0; round < ROUNDS; round++) {
          measure(new CsvFolder(root).open(allocator, "{'path': 'orders.csv'}"));
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(root);
    }
  }

  private static void measure(Source source) {
    long start = cpu();
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    long planned = cpu();
    long rows = 0;
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rows().getRowCount();
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "CPU s per million rows: plan %.3f, read %.3f (%d rows)%n",
        (planned - start) / 1e9 / ROWS * 1e6,
        (cpu() - planned) / 1e9 / ROWS * 1e6,
        rows);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(
          "order_id,customer_id,email,status,amount,currency,created_at,updated_at,country,note\n"
              .getBytes(US_ASCII));
      for (int i = 0; i < ROWS; i++) {
        String note = i % 10 == 0 ? "\"leave at door, ring\"" : "leave at the door";
        out.write(
            "%d,%d,User.%d@Example.org,shipped,%d.%02d,EUR,2025-01-31T10:00:00Z,2025-02-01T11:30:00Z,DE,%s\n"
                .formatted(10_000_000 + i, i % 100_000, i % 50_000, i % 1000, i % 100, note)
                .getBytes(US_ASCII));
      }
    }
  }
}
