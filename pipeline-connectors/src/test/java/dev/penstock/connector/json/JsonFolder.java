package dev.penstock.connector.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.column.ColumnTypes;
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
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;

/** A connection {@code inbox} to a folder of a test, and ways to fill and read it. */
record JsonFolder(Path root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All that a source gave: columns as {@code name type}, rows as JSON objects. */
  record Content(
      List<String> columns,
      List<String> rows,
      List<Long> places,
      List<RejectedRecord> rejects,
      int splits) {}

  JsonFolder write(String name, String text) {
    return write(name, text.getBytes(UTF_8));
  }

  JsonFolder write(String name, byte[] bytes) {
    try {
      Files.createDirectories(root.resolve(name).getParent());
      Files.write(root.resolve(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /**
   * @param options JSON with single quotes for double ones
   */
  Source open(String format, BufferAllocator allocator, String options) {
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(options.replace('\'', '"'));
      return open(
          new SourceDefinition("inbox", format, Map.of(), SchemaChange.EVOLVE, node), allocator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Source open(SourceDefinition definition, BufferAllocator allocator) {
    FileStores stores = new FileStores(Map.of(FileRoot.TYPE, FileRoot::of));
    Connection connection = new Connection("inbox", "files", Map.of("root", root.toString()));
    return (definition.format().equals("json")
            ? JsonConnector.json(stores, allocator)
            : JsonConnector.jsonLines(stores, allocator))
        .open(definition, connection);
  }

  /** Plans and reads everything. */
  Content read(String format, String options) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = open(format, allocator, options);
      return read(source, source.plan(PlanRequest.full("r"), Cancellation.NEVER));
    }
  }

  static Content read(Source source, SourcePlan plan) {
    List<String> columns =
        plan.stream().source().getFields().stream()
            .map(field -> field.getName() + " " + ColumnTypes.word(field))
            .toList();
    Content content =
        new Content(
            columns.subList(0, columns.size() - 1),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            plan.splits().size());
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          for (int row = 0; row < batch.rows().getRowCount(); row++) {
            content.rows().add(JsonValues.record(batch.rows(), row));
            content.places().add(((BigIntVector) batch.rows().getVector(Columns.PLACE)).get(row));
          }
          content.rejects().addAll(batch.rejects());
        }
      }
    }
    return content;
  }
}
