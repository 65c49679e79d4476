package dev.penstock.connector;

import dev.penstock.batch.SplitId;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A batch, or the end of a split, on its way into staging.
 *
 * @param sequence 0, 1, 2 … in the split; the end of the split carries the next number
 * @param output name of the output, or {@link dev.penstock.definition.StreamDefinition#BRONZE}
 * @param mode how the definition keeps the table's rows; where it adds to them, the table may get
 *     columns that the batch has and it has not, and keep those that the batch lacks
 * @param origin what the split is a part of, to name a refused row's place
 * @param sourceSystem name of the source's connection, for bronze metadata
 * @param finish what is done to the output's rows when all are staged; the rows have the columns
 *     that it needs
 * @param end whether this is the end of the split; {@code rows} then has a schema and no rows
 */
public record LoadBatch(
    SplitId split,
    int epoch,
    long sequence,
    String output,
    TableName table,
    LoadMode mode,
    List<String> key,
    String origin,
    String sourceSystem,
    VectorSchemaRoot rows,
    boolean end,
    Finish finish) {
  public LoadBatch {
    key = List.copyOf(key);
  }

  /** A batch whose rows stay as they are. */
  public LoadBatch(
      SplitId split,
      int epoch,
      long sequence,
      String output,
      TableName table,
      LoadMode mode,
      List<String> key,
      String origin,
      String sourceSystem,
      VectorSchemaRoot rows,
      boolean end) {
    this(
        split,
        epoch,
        sequence,
        output,
        table,
        mode,
        key,
        origin,
        sourceSystem,
        rows,
        end,
        Finish.NONE);
  }

  /** Whether this is the stream's raw copy, which gets the metadata columns. */
  public boolean bronze() {
    return output.equals(StreamDefinition.BRONZE);
  }
}
