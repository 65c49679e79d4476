package dev.penstock.lineage;

/**
 * A column that another one is made of.
 *
 * @param table what {@link PipelineLineage} calls the thing that has it
 * @param column its name there
 */
public record Origin(String table, String column, How how) {
  /** How the value gets from the one to the other; the later ones are the stronger ones. */
  public enum How {
    /** As it is. */
    IDENTITY,
    /** By an expression or a cast. */
    TRANSFORMATION,
    /** With the values of other records. */
    AGGREGATION
  }

  Origin by(How more) {
    return more.compareTo(how) > 0 ? new Origin(table, column, more) : this;
  }
}
