package dev.penstock.connector;

import dev.penstock.definition.Contract;
import dev.penstock.definition.Finish;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.List;

/**
 * Where batches of an output, or of a raw copy, go.
 *
 * @param output name of the output, or {@link StreamDefinition#BRONZE}
 * @param mode how the definition keeps the table's rows; where it does not replace them, the table
 *     may get columns that the batch has and it has not, and keep those that the batch lacks
 * @param lineage whether each row notes where it came from
 * @param finish what is done to the output's rows when all are staged; the rows have the columns
 *     that it needs
 */
public record LoadTarget(
    String output,
    TableName table,
    LoadMode mode,
    List<String> key,
    Merging merging,
    Contract contract,
    Layout layout,
    boolean lineage,
    Finish finish) {
  public LoadTarget {
    key = List.copyOf(key);
  }

  /**
   * An output of a stream.
   *
   * @param mode how the run at hand keeps the rows
   */
  public static LoadTarget of(StreamDefinition stream, String name, LoadMode mode) {
    OutputDefinition output = stream.output(name);
    return new LoadTarget(
        name,
        output.table(),
        mode,
        output.key(),
        output.merging(),
        output.contract(),
        output.layout(),
        output.lineage(),
        stream.finish(name));
  }

  /** A plain table. */
  public static LoadTarget plain(
      String output, TableName table, LoadMode mode, List<String> key, Finish finish) {
    return new LoadTarget(
        output, table, mode, key, Merging.BY_PLACE, Contract.EVOLVE, Layout.PLAIN, false, finish);
  }

  /** Whether this is the stream's raw copy, which gets the metadata columns. */
  public boolean bronze() {
    return output.equals(StreamDefinition.BRONZE);
  }
}
