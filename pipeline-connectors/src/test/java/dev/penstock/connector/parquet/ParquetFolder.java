package dev.penstock.connector.parquet;

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
import dev.penstock.definition.SourceDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;

/** A connection {@code inbox} to a folder of a test; DuckDB fills it. */
record ParquetFolder(Path root) {
  /** All that a source gave: columns as {@code name type}, rows as JSON objects. */
  record Content(
      List<String> columns,
      List<String> rows,
      List<Long> places,
      List<RejectedRecord> rejects,
      int splits) {}

  /** Writes a query's rows. */
  ParquetFolder write(String name, String query, int rowGroup) throws SQLException {
    try (java.sql.Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE %d)"
              .formatted(query, root.resolve(name), rowGroup));
    }
    return this;
  }

  /**
   * @param options JSON with single quotes for double ones
   */
  Source open(BufferAllocator allocator, String options) {
    try {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(options.replace('\'', '"'));
      return new ParquetConnector(new FileStores(Map.of(FileRoot.TYPE, FileRoot::of)), allocator)
          .open(
              new SourceDefinition("inbox", "parquet", node),
              new Connection("inbox", "files", Map.of("root", root.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plans and reads everything. */
  Content read(String options) {
    try (BufferAllocator allocator = new RootAllocator()) {
      Source source = open(allocator, options);
      SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
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
}
