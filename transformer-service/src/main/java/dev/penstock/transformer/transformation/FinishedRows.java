package dev.penstock.transformer.transformation;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Columns;
import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.ReplayRoute;
import dev.penstock.batch.Stage;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.definition.SchemaChange;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Makes rows of an output again of rows that the destination refused: they skip the steps and get
 * the types that the output has now. One that does not fit them is a reject.
 */
public final class FinishedRows {
  private final ReplayRoute route;
  private final String output;
  private final Schema schema;
  private final BufferAllocator allocator;

  public FinishedRows(ReplayRoute route, StreamTransformer transformer, BufferAllocator allocator) {
    this.route = route;
    this.output = route.outputs().getFirst();
    this.schema = transformer.outputSchema(output);
    this.allocator = allocator;
  }

  /** The rows of a batch, which stays the caller's. */
  public TransformResult take(VectorSchemaRoot batch, String origin) {
    VarCharVector records = (VarCharVector) batch.getVector(ReplayRoute.RECORD);
    BigIntVector places = (BigIntVector) batch.getVector(Columns.PLACE);
    try (JsonBatches rows = new JsonBatches(withPlace(), SchemaChange.EVOLVE, origin, allocator)) {
      for (int row = 0; row < batch.getRowCount(); row++) {
        byte[] text = records.get(row);
        rows.add(text, 0, text.length, places.get(row), text.length);
      }
      SourceBatch taken = rows.take(NullNode.instance);
      int passed = taken.rows().getRowCount();
      int read = batch.getRowCount();
      return new TransformResult(
          List.of(
              new TransformResult.Route(
                  route.outputs(),
                  copy(taken.rows()),
                  new Counts(read, passed, read - passed, 0, 0))),
          read,
          taken.rejects().stream().map(this::rejected).toList(),
          List.of());
    }
  }

  private TransformResult.Rejected rejected(RejectedRecord why) {
    return new TransformResult.Rejected(
        output,
        new RejectedRecord(
            Stage.TRANSFORM,
            why.errorClass(),
            "outputs." + output,
            why.rule(),
            why.message(),
            why.place(),
            why.original()));
  }

  /** The output's columns and last the place, which a query may have left out. */
  private Schema withPlace() {
    List<Field> fields = new ArrayList<>(columns());
    fields.add(Field.nullable(Columns.PLACE, new ArrowType.Int(64, true)));
    return new Schema(fields);
  }

  private List<Field> columns() {
    return schema.getFields().stream()
        .filter(field -> !field.getName().equals(Columns.PLACE))
        .toList();
  }

  /** Rows that outlive the batch they were read into, in memory of their own. */
  private VectorSchemaRoot copy(VectorSchemaRoot rows) {
    try (var decoded = ArrowBatches.decode(ArrowBatches.encode(rows), allocator)) {
      List<FieldVector> vectors = new ArrayList<>();
      for (FieldVector vector : decoded.root().getFieldVectors()) {
        var pair = vector.getTransferPair(vector.getField(), allocator);
        pair.transfer();
        vectors.add((FieldVector) pair.getTo());
      }
      VectorSchemaRoot own = new VectorSchemaRoot(vectors);
      own.setRowCount(rows.getRowCount());
      return own;
    }
  }
}
