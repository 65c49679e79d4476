package dev.penstock.api.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two texts of a pipeline.
 *
 * @param from the version of the one; {@code null} where there is none
 * @param to the version of the other; {@code null} where it is not kept
 * @param same whether they are the same to the letter
 * @param lines all lines of both, in order
 * @param changes values that differ, by their paths
 */
public record Difference(
    @Nullable Integer from,
    @Nullable Integer to,
    boolean same,
    List<Line> lines,
    List<Change> changes) {
  public Difference {
    lines = List.copyOf(lines);
    changes = List.copyOf(changes);
  }

  /**
   * A line.
   *
   * @param op a blank for a line of both, {@code -} for one of the first, {@code +} for one of the
   *     second
   */
  public record Line(String op, String text) {}

  /** A value that differs; {@code null} where it is missing. */
  public record Change(String path, @Nullable JsonNode before, @Nullable JsonNode after) {}
}
