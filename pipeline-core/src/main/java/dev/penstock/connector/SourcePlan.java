package dev.penstock.connector;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** The result of planning: what the records look like and the splits, at least one. */
public record SourcePlan(Stream stream, List<Split> splits) {
  public SourcePlan {
    splits = List.copyOf(splits);
  }

  /**
   * What all splits of a stream share.
   *
   * @param schema the source's columns and, last, {@link dev.penstock.batch.Columns#PLACE}
   */
  public record Stream(Schema schema) {}
}
