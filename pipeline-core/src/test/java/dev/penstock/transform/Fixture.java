package dev.penstock.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Text batches as the extractor makes them, and a transformer over them. */
final class Fixture implements AutoCloseable {
  static final String PATH = "streams.s";
  static final String ORIGIN = "file.csv";

  final BufferAllocator allocator = new RootAllocator();

  static Schema schema(String... columns) {
    List<Field> fields = new ArrayList<>();
    for (String column : columns) {
      fields.add(Field.nullable(column, ArrowType.Utf8.INSTANCE));
    }
    fields.add(Field.nullable(Columns.PLACE, new ArrowType.Int(64, true)));
    return new Schema(fields);
  }

  /** Rows of text; their places are 2, 3, 4 ... as behind a header. */
  VectorSchemaRoot batch(Schema schema, List<? extends @Nullable String[]> rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    root.allocateNew();
    for (int row = 0; row < rows.size(); row++) {
      @Nullable String[] values = rows.get(row);
      for (int column = 0; column < values.length; column++) {
        String value = values[column];
        if (value != null) {
          ((VarCharVector) root.getVector(column))
              .setSafe(row, value.getBytes(StandardCharsets.UTF_8));
        }
      }
      ((BigIntVector) root.getVector(Columns.PLACE)).setSafe(row, row + 2L);
    }
    root.setRowCount(rows.size());
    return root;
  }

  static StreamDefinition stream(StepDefinition... steps) {
    return stream(List.of(), steps);
  }

  static StreamDefinition stream(List<String> lookups, StepDefinition... steps) {
    SourceDefinition source =
        new SourceDefinition("files", "csv", JsonNodeFactory.instance.objectNode());
    Map<String, SourceDefinition> all = new LinkedHashMap<>();
    lookups.forEach(name -> all.put(name, source));
    return new StreamDefinition(source, Optional.empty(), all, List.of(steps), Map.of());
  }

  static final LookupLoader NO_LOOKUPS =
      (name, lookup, batches) -> {
        throw new AssertionError("no look-up " + name);
      };

  StreamTransformer open(Schema schema, StepDefinition... steps) {
    return open(schema, Limits.DEFAULT, steps);
  }

  StreamTransformer open(Schema schema, Limits limits, StepDefinition... steps) {
    return StreamTransformer.open(stream(steps), PATH, schema, NO_LOOKUPS, limits, allocator);
  }

  static List<List<@Nullable String>> texts(VectorSchemaRoot root) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable String> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        Object value = vector.getObject(row);
        values.add(value == null ? null : value.toString());
      }
      rows.add(values);
    }
    return rows;
  }

  static List<String> names(Schema schema) {
    return schema.getFields().stream().map(Field::getName).toList();
  }

  static Map<String, String> map(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static StepDefinition rename(String... pairs) {
    return new StepDefinition.Rename(map(pairs));
  }

  static StepDefinition select(String... columns) {
    return new StepDefinition.Select(List.of(columns));
  }

  static StepDefinition cast(String... pairs) {
    return new StepDefinition.Cast(map(pairs));
  }

  static StepDefinition derive(String... pairs) {
    return new StepDefinition.Derive(map(pairs));
  }

  static StepDefinition filter(String condition) {
    return new StepDefinition.Filter(condition);
  }

  static StepDefinition validate(String... rulesAndChecks) {
    List<StepDefinition.Rule> rules = new ArrayList<>();
    for (int i = 0; i < rulesAndChecks.length; i += 2) {
      rules.add(new StepDefinition.Rule(rulesAndChecks[i], rulesAndChecks[i + 1]));
    }
    return new StepDefinition.Validate(rules);
  }

  static StepDefinition sql(String query) {
    return new StepDefinition.Sql(query);
  }

  /** Fails where a buffer was not given back. */
  @Override
  public void close() {
    assertThat(allocator.getAllocatedMemory()).as("Arrow memory still held").isZero();
    allocator.close();
  }
}
