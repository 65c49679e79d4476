package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.penstock.batch.RejectedRecord;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A connection {@code inbox} to a folder of a test, and ways to fill and read it. */
record CsvFolder(Path root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All that a source gave; the places are those of the rows. */
  record Content(
      List<String> columns,
      List<List<@Nullable String>> rows,
      List<Long> places,
      List<RejectedRecord> rejects,
      int splits,
      @Nullable JsonNode state) {}

  CsvFolder write(String name, String text) {
    return write(name, text.getBytes(UTF_8));
  }

  CsvFolder write(String name, String text, Charset charset) {
    return write(name, text.getBytes(charset));
  }

  CsvFolder write(String name, byte[] bytes) {
    try {
      Files.createDirectories(root.resolve(name).getParent());
      Files.write(root.resolve(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CsvFolder writeGzip(String name, byte[] bytes) {
    return write(name, gzip(bytes));
  }

  CsvFolder writeZstd(String name, byte[] bytes) {
    return write(name, Zstd.compress(bytes));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  Connection connection() {
    return new Connection("inbox", "files", Map.of("root", root.toString()));
  }

  /**
   * @param options JSON with single quotes for double ones
   */
  Source open(BufferAllocator allocator, String options) {
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(options.replace('\'', '"'));
      return CsvConnector.csv(new FileStores(Map.of(FileRoot.TYPE, FileRoot::of)), allocator)
          .open(new SourceDefinition("inbox", "csv", node), connection());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plans and reads everything. */
  Content read(String options) {
    return read(options, PlanRequest.full("r"));
  }

  /** Plans for a request and reads everything. */
  Content read(String options, PlanRequest request) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = open(allocator, options);
      SourcePlan plan = source.plan(request, Cancellation.NEVER);
      List<String> names =
          plan.stream().schema().getFields().stream().map(field -> field.getName()).toList();
      Content content =
          new Content(
              names.subList(0, names.size() - 1),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>(),
              plan.splits().size(),
              plan.state());
      for (Split split : plan.splits()) {
        try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            add(batch, content);
          }
        }
      }
      return content;
    }
  }

  private static void add(SourceBatch batch, Content content) {
    VectorSchemaRoot rows = batch.rows();
    List<FieldVector> vectors = rows.getFieldVectors();
    for (int row = 0; row < rows.getRowCount(); row++) {
      List<@Nullable String> values = new ArrayList<>();
      for (FieldVector vector : vectors.subList(0, vectors.size() - 1)) {
        Object value = vector.getObject(row);
        values.add(value == null ? null : value.toString());
      }
      content.rows().add(values);
      content.places().add(((BigIntVector) vectors.getLast()).get(row));
    }
    content.rejects().addAll(batch.rejects());
  }
}
