package dev.penstock.api.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How data go from sources to tables.
 *
 * @param more whether there are nodes beyond these
 */
public record LineageView(List<Node> nodes, List<Edge> edges, boolean more) {
  public LineageView {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /**
   * A source or a table.
   *
   * @param kind {@code source, bronze, output} or {@code model}
   * @param detail the format of a source, the pipeline of a table
   * @param layer null for a source
   * @param table null for a source
   * @param pipeline that writes it; null for a source
   */
  public record Node(
      String id,
      String kind,
      String label,
      String detail,
      String connection,
      @Nullable String layer,
      @Nullable String table,
      @Nullable String pipeline) {}

  /**
   * That data flow.
   *
   * @param by what of the pipeline brings them, for example {@code stream orders}
   */
  public record Edge(String from, String to, String pipeline, String by) {}
}
