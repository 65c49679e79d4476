package dev.penstock.definition;

import java.util.List;
import java.util.Optional;

/**
 * How an output's rows lie at the destination.
 *
 * @param indexes columns of one index each, beside the primary key
 * @param partition how the rows are divided into partitions, or folders of files
 * @param files how files are written, for destinations of files
 */
public record Layout(
    List<List<String>> indexes, Optional<Partition> partition, Optional<FilesDefinition> files) {
  /** As the destination does it by itself. */
  public static final Layout PLAIN = new Layout(List.of(), Optional.empty(), Optional.empty());

  public Layout {
    indexes = indexes.stream().map(List::copyOf).toList();
  }

  /**
   * Rows with the same value of a column lie together.
   *
   * @param every for dates and timestamps: those of one such span lie together
   */
  public record Partition(String by, Optional<Span> every) {}

  /** A span of the calendar, in UTC. */
  public enum Span {
    DAY,
    MONTH,
    YEAR
  }
}
