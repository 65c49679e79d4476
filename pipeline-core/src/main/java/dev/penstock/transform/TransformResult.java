package dev.penstock.transform;

import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A transformed batch. Closing it frees its rows.
 *
 * @param routes the ways that records take to the outputs, at least one; each output is on one
 * @param read records of the batch
 * @param rejected its rejects, each once
 * @param warnings broken rules that only warn
 */
public record TransformResult(
    List<Route> routes, long read, List<Rejected> rejected, List<Warning> warnings)
    implements AutoCloseable {
  public TransformResult {
    routes = List.copyOf(routes);
    rejected = List.copyOf(rejected);
    warnings = List.copyOf(warnings);
  }

  /**
   * Outputs that get the same rows.
   *
   * @param rows the records that passed, with the outputs' schema; may have no rows
   * @param counts what became of the batch's records on their whole way there
   */
  public record Route(List<String> outputs, VectorSchemaRoot rows, Counts counts) {
    public Route {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A reject.
   *
   * @param output the only output that lacks the record; empty where every output does
   */
  public record Rejected(String output, RejectedRecord record) {}

  /**
   * The route of an output.
   *
   * @throws IllegalArgumentException where there is no such output
   */
  public Route route(String output) {
    return routes.stream()
        .filter(route -> route.outputs().contains(output))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no output " + output));
  }

  /** The rows of the first route. */
  public VectorSchemaRoot rows() {
    return routes.getFirst().rows();
  }

  /** The counts of the first route. */
  public Counts counts() {
    return routes.getFirst().counts();
  }

  /** All rejects, whatever outputs they are missing from. */
  public List<RejectedRecord> rejects() {
    return rejected.stream().map(Rejected::record).toList();
  }

  @Override
  public void close() {
    routes.forEach(route -> route.rows().close());
  }
}
