package dev.penstock.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Where replayed records go behind the extractor. It travels in the metadata of their batches'
 * schema, so that nothing between the API and the transformer needs to know of it.
 *
 * @param outputs the outputs that lack the records; the others of the stream get nothing
 * @param columns the stream's columns
 * @param finished whether the records are rows of the one output already: they skip the steps, and
 *     their batches hold them as JSON in the column {@link #RECORD}
 */
public record ReplayRoute(List<String> outputs, Schema columns, boolean finished) {
  /** The column of finished rows: each a JSON object of the output's columns. */
  public static final String RECORD = "record";

  private static final String OUTPUTS = "penstock.replay.outputs";
  private static final String COLUMNS = "penstock.replay.columns";

  public ReplayRoute {
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty() || finished && outputs.size() > 1) {
      throw new IllegalArgumentException("not the outputs of replayed records: " + outputs);
    }
  }

  /** The schema of the records' batches. */
  public Schema schema() {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(OUTPUTS, String.join(",", outputs));
    if (!finished) {
      return new Schema(columns.getFields(), metadata);
    }
    metadata.put(COLUMNS, columns.toJson());
    return new Schema(
        List.of(
            Field.nullable(RECORD, ArrowType.Utf8.INSTANCE),
            Field.nullable(Columns.PLACE, new ArrowType.Int(64, true))),
        metadata);
  }

  /** The route of batches with this schema; empty for records that are no replay. */
  public static Optional<ReplayRoute> of(Schema schema) {
    String outputs = schema.getCustomMetadata().get(OUTPUTS);
    if (outputs == null) {
      return Optional.empty();
    }
    String columns = schema.getCustomMetadata().get(COLUMNS);
    return Optional.of(
        new ReplayRoute(
            List.of(outputs.split(",")),
            columns == null ? new Schema(schema.getFields()) : parsed(columns),
            columns != null));
  }

  private static Schema parsed(String json) {
    try {
      return Schema.fromJSON(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
