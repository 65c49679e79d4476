package dev.penstock.connector.binary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.FileRoot;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinarySourceContractTest extends AbstractSourceContractTest {
  private final long seed = new SplittableRandom().nextLong();
  private final TreeMap<String, byte[]> written = new TreeMap<>();
  private Path root;

  @BeforeAll
  void writeFiles(@TempDir Path temp) throws IOException {
    root = Files.createDirectories(temp.resolve("very-secret-root"));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_200; i++) {
      write("many/%d/f%04d.bin".formatted(i % 7, i), random, random.nextInt(3_000));
    }
    for (int i = 0; i < 40; i++) {
      write("large/f%02d.bin".formatted(i), random, random.nextInt(900_000));
    }
    write("large/most.bin", random, BinaryReader.MAX_CONTENT);
    write("large/more.bin", random, BinaryReader.MAX_CONTENT + 1);
    write("large/empty.bin", random, 0);
  }

  private void write(String path, SplittableRandom random, int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), bytes);
    written.put(path, bytes);
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("many small files, seed " + seed, "{'path': 'many/**'}"),
        input("large files, seed " + seed, "{'path': 'large/*.bin'}"),
        input("without content", "{'path': '**/*.bin', 'content': false}"),
        input("one file", "{'path': 'large/empty.bin'}"),
        input("only a reject", "{'path': 'large/more.bin'}"));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("missing", "{'path': 'missing.bin'}"),
        input("no match", "{'path': 'missing/*'}"),
        input(
            "checksum", "{'path': 'large/most.bin', 'checksum': 'sha256:" + "0".repeat(64) + "'}"),
        input("wrong option", "{'path': 'large/most.bin', 'content': 'no'}"));
  }

  @Override
  protected List<String> secrets() {
    return List.of("very-secret-root");
  }

  @Test
  void everyFileIsARowWithItsBytesOrAReject() throws Exception {
    Read read = read("{'path': '**/*.bin'}");

    assertThat(read.rejects())
        .containsExactly(
            "large/more.bin: The file has 2097153 bytes, at most 2097152 are taken; with content:"
                + " false it is listed without them.");
    TreeMap<String, byte[]> expected = new TreeMap<>(written);
    expected.remove("large/more.bin");
    assertThat(read.rows()).extracting(Row::path).containsExactlyElementsOf(expected.keySet());
    for (Row row : read.rows()) {
      byte[] bytes = Objects.requireNonNull(written.get(row.path()));
      assertThat(row.content()).isEqualTo(bytes);
      assertThat(row.size()).isEqualTo(bytes.length);
      assertThat(row.checksum()).isEqualTo(sha256(bytes));
      assertThat(row.version()).startsWith("20");
    }
    assertThat(read.rows().getLast().place()).isEqualTo(written.size());
  }

  @Test
  void withoutContentFilesOfAnySizeAreListedWithTheirDigest() throws Exception {
    Read read = read("{'path': 'large/*', 'content': false}");

    assertThat(read.rejects()).isEmpty();
    assertThat(read.rows()).hasSize(43);
    for (Row row : read.rows()) {
      assertThat(row.content()).isNull();
      assertThat(row.checksum()).isEqualTo(sha256(Objects.requireNonNull(written.get(row.path()))));
    }
  }

  @Test
  void manySmallFilesShareSplitsAndBatches() throws Exception {
    Read read = read("{'path': 'many/**'}");

    assertThat(read.rows()).hasSize(1_200);
    assertThat(read.splits()).isEqualTo(3);
    assertThat(read.batches()).isLessThan(8);
  }

  @Test
  void onlyNewFilesAreReadIncrementally() throws Exception {
    String options = "{'path': 'large/f*', 'incremental': true}";
    try (BufferAllocator allocator = new RootAllocator()) {
      SourcePlan first = open(allocator, options).plan(PlanRequest.full("r"), Cancellation.NEVER);
      PlanRequest request = new PlanRequest("r", first.state(), null, false);

      SourcePlan second = open(allocator, options).plan(request, Cancellation.NEVER);

      assertThat(first.splits()).isNotEmpty();
      assertThat(second.splits()).isEmpty();
      assertThat(second.stream()).isEqualTo(first.stream());
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  private record Row(
      String path,
      long size,
      String version,
      String checksum,
      byte @Nullable [] content,
      long place) {}

  private record Read(List<Row> rows, List<String> rejects, int splits, int batches) {}

  private Read read(String options) {
    List<Row> rows = new ArrayList<>();
    List<String> rejects = new ArrayList<>();
    int batches = 0;
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = open(allocator, options);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
      for (Split split : plan.splits()) {
        try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            batches++;
            batch
                .rejects()
                .forEach(reject -> rejects.add(reject.place() + ": " + reject.message()));
            add(batch.rows(), rows);
          }
        }
      }
      return new Read(rows, rejects, plan.splits().size(), batches);
    }
  }

  private static void add(VectorSchemaRoot root, List<Row> rows) {
    for (int i = 0; i < root.getRowCount(); i++) {
      VarBinaryVector content = (VarBinaryVector) root.getVector("content");
      rows.add(
          new Row(
              String.valueOf(root.getVector("path").getObject(i)),
              ((BigIntVector) root.getVector("size")).get(i),
              String.valueOf(root.getVector("version").getObject(i)),
              String.valueOf(root.getVector("checksum").getObject(i)),
              content.isNull(i) ? null : content.get(i),
              ((BigIntVector) root.getVector("_place")).get(i)));
    }
  }

  private Input input(String name, String options) {
    return new Input(name, allocator -> open(allocator, options));
  }

  private Source open(BufferAllocator allocator, String options) {
    try {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(options.replace('\'', '"'));
      FileStores stores = new FileStores(Map.of(FileRoot.TYPE, FileRoot::of));
      return new BinaryConnector(stores, allocator)
          .open(
              new SourceDefinition("inbox", "binary", node),
              new Connection("inbox", "files", Map.of("root", root.toString())));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
