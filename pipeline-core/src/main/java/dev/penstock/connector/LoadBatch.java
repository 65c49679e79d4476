package dev.penstock.connector;

import dev.penstock.batch.SplitId;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.TableName;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A batch, or the end of a split, on its way into staging.
 *
 * @param sequence 0, 1, 2 … in the split; the end of the split carries the next number
 * @param origin what the split is a part of, to name a refused row's place
 * @param sourceSystem name of the source's connection, for bronze metadata
 * @param end whether this is the end of the split; {@code rows} then has a schema and no rows
 */
public record LoadBatch(
    SplitId split,
    int epoch,
    long sequence,
    LoadTarget target,
    String origin,
    String sourceSystem,
    VectorSchemaRoot rows,
    boolean end) {

  /** A batch of a plain table whose rows stay as they are. */
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
        LoadTarget.plain(output, table, mode, key, Finish.NONE),
        origin,
        sourceSystem,
        rows,
        end);
  }

  /** See {@link LoadTarget#output}. */
  public String output() {
    return target.output();
  }

  public TableName table() {
    return target.table();
  }

  /** See {@link LoadTarget#mode}. */
  public LoadMode mode() {
    return target.mode();
  }

  public List<String> key() {
    return target.key();
  }

  /** See {@link LoadTarget#finish}. */
  public Finish finish() {
    return target.finish();
  }

  /** Whether this is the stream's raw copy, which gets the metadata columns. */
  public boolean bronze() {
    return target.bronze();
  }
}
