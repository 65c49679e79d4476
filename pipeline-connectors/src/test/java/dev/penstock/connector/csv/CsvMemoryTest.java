package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the file, nor with a record. */
class CsvMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void aFileOf200MebibytesIsReadInAFew(@TempDir Path root) throws IOException {
    byte[] rows =
        "1042,7,ada@example.org,paid,129.90,EUR,2025-01-31T10:00:00Z,a note\n"
            .repeat(16_000)
            .getBytes(US_ASCII);
    long records = 0;
    try (OutputStream out = Files.newOutputStream(root.resolve("big.csv"))) {
      out.write("a,b,c,d,e,f,g,h\n".getBytes(US_ASCII));
      for (long bytes = 0; bytes < 200 * MIB; bytes += rows.length) {
        out.write(rows);
        records += 16_000;
      }
    }

    assertThat(read(root, "{'path': 'big.csv'}")).isEqualTo(records);
  }

  @Test
  void aRecordOf64MebibytesIsRejectedInAFew(@TempDir Path root) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(root.resolve("long.gz")))) {
      out.write("a,b\n1,\"".getBytes(US_ASCII));
      byte[] lines = new byte[(int) MIB];
      Arrays.fill(lines, (byte) '\n');
      for (int i = 0; i < 64; i++) {
        out.write(lines);
      }
      out.write("\"\n2,b\n".getBytes(US_ASCII));
    }

    assertThat(read(root, "{'path': 'long.gz'}")).isEqualTo(2);
  }

  /** Reads under a limit and gives the number of rows and rejects. */
  private static long read(Path root, String options) {
    long before = usedHeap();
    long records = 0;
    long most = 0;
    try (BufferAllocator allocator = new RootAllocator(8 * MIB)) {
      Source source = new CsvFolder(root).open(allocator, options);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      for (Split split : plan.splits()) {
        int batches = 0;
        try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            records += batch.rows().getRowCount() + batch.rejects().size();
            most = batches++ % 50 == 0 ? Math.max(most, usedHeap() - before) : most;
          }
        }
      }
    }
    assertThat(most).as("heap while reading").isLessThan(16 * MIB);
    return records;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
