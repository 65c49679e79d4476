package dev.penstock.transformer.transformation;

import dev.penstock.batch.ReplayRoute;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Runs replayed records through the steps, for the outputs that lack them alone. */
public final class ReplayedRows {
  private ReplayedRows() {}

  /** What the steps make of the batch, which stays the caller's, for the outputs of the route. */
  public static TransformResult apply(
      ReplayRoute route, StreamTransformer transformer, VectorSchemaRoot batch, String origin) {
    // Without the route in its schema; the vectors stay the batch's.
    List<FieldVector> vectors = batch.getFieldVectors();
    VectorSchemaRoot plain = new VectorSchemaRoot(route.columns(), vectors, batch.getRowCount());
    return only(route, transformer.apply(plain, origin));
  }

  private static TransformResult only(ReplayRoute route, TransformResult all) {
    List<TransformResult.Route> routes = new ArrayList<>();
    for (TransformResult.Route one : all.routes()) {
      List<String> outputs = one.outputs().stream().filter(route.outputs()::contains).toList();
      if (outputs.isEmpty()) {
        one.rows().close();
      } else {
        routes.add(new TransformResult.Route(outputs, one.rows(), one.counts()));
      }
    }
    return new TransformResult(
        routes,
        all.read(),
        all.rejected().stream()
            .filter(
                reject -> reject.output().isEmpty() || route.outputs().contains(reject.output()))
            .toList(),
        all.warnings());
  }
}
