package dev.penstock.api.graph;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a definition and which of them gives records or rows to which.
 *
 * @param nodes in the order of the definition, each stream from its source to its outputs
 * @param edges between nodes; without cycles
 */
public record PipelineGraph(List<Node> nodes, List<Edge> edges) {
  public PipelineGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** What a node stands for. */
  public enum Kind {
    CONNECTION,
    SOURCE,
    LOOKUP,
    STEP,
    BRONZE,
    OUTPUT,
    MODEL,
    CHECK;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A part of the definition.
   *
   * @param id the same in each answer, and in each version that has the part at the same place
   * @param kind a {@link Kind} in lower case
   * @param label a word or two
   * @param detail one line, may be empty
   * @param place its path in the definition; that of its first use, of a connection
   * @param line where the part begins in the text, from 1; {@code null} where that is not known
   * @param endLine its last line
   * @param stream the stream that it belongs to; {@code null} for none
   * @param table the table that it writes; {@code null} for none
   */
  public record Node(
      String id,
      String kind,
      String label,
      String detail,
      String place,
      @Nullable Integer line,
      @Nullable Integer endLine,
      @Nullable String stream,
      @Nullable String table) {}

  /** Records or rows go from the one to the other. */
  public record Edge(String from, String to) {}
}
