package dev.penstock.connector.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Measures what planning and reading cost, in CPU seconds of the reading thread per million records
 * of 10 fields and 230 bytes, beside Jackson's trees of the same lines. A program, not a test: run
 * it by hand from the test class path.
 */
final class JsonCost {
  private static final int ROWS = 500_000;
  private static final int ROUNDS = 4;

  private JsonCost() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Files.createTempDirectory("json-cost");
    try (BufferAllocator allocator = new RootAllocator()) {
      write(root.resolve("orders.jsonl"), "", "\n", "");
      write(root.resolve("orders.json"), "[", ",\n", "{\"order_id\":0}]");
      for (int round = 0; round < ROUNDS; round++) {
        trees(root.resolve("orders.jsonl"));
        measure("jsonl", root, allocator);
        measure("json", root, allocator);
      }
    } finally {
      Files.deleteIfExists(root.resolve("orders.jsonl"));
      Files.deleteIfExists(root.resolve("orders.json"));
      Files.delete(root);
    }
  }

  private static void trees(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    long start = cpu();
    long fields = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        fields += json.readTree(line).size();
      }
    }
    print("Jackson trees", cpu() - start, fields / 10);
  }

  private static void measure(String format, Path root, BufferAllocator allocator) {
    Source source =
        new JsonFolder(root).open(format, allocator, "{'path': 'orders." + format + "'}");
    long start = cpu();
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    print(format + " plan", cpu() - start, 0);
    start = cpu();
    long rows = 0;
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          rows += batch.rows().getRowCount();
        }
      }
    }
    print(format + " read", cpu() - start, rows);
  }

  private static void print(String what, long nanos, long rows) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.3f CPU s per million (%d rows)%n",
        what,
        nanos / 1e9 / ROWS * 1e6,
        rows);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void write(Path file, String head, String end, String tail) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(head.getBytes(US_ASCII));
      for (int i = 0; i < ROWS; i++) {
        out.write(
            ("{\"order_id\":%d,\"customer_id\":%d,\"email\":\"User.%d@Example.org\",\"status\":\"shipped\","
                    + "\"amount\":%d.%02d,\"currency\":\"EUR\",\"created_at\":\"2025-01-31T10:00:00Z\","
                    + "\"paid\":true,\"country\":null,\"note\":\"leave at the door\"}%s")
                .formatted(10_000_000 + i, i % 100_000, i % 50_000, i % 1000, i % 100, end)
                .getBytes(US_ASCII));
      }
      out.write(tail.getBytes(US_ASCII));
    }
  }
}
