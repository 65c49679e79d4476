package dev.penstock.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.VectorSchemaRootAppender;

/** Runs steps over a file in batches and compares with one query of a plain DuckDB over all. */
final class WholeFile {
  private final Fixture fixture;
  private final Map<String, VectorSchemaRoot> lookups;
  private final MaskKey key;

  /** What became of the records. */
  record Outcome(Counts counts, List<RejectedRecord> rejects) {}

  WholeFile(Fixture fixture, Map<String, VectorSchemaRoot> lookups, MaskKey key) {
    this.fixture = fixture;
    this.lookups = lookups;
    this.key = key;
  }

  StreamTransformer open(VectorSchemaRoot rows, StepDefinition... steps) {
    return StreamTransformer.open(
        Fixture.stream(List.copyOf(lookups.keySet()), steps),
        Fixture.PATH,
        rows.getSchema(),
        StepTools.of((name, lookup, batches) -> batches.accept(lookups.get(name))).with(key),
        Limits.DEFAULT,
        fixture.allocator);
  }

  /** Asserts that rows, names, types and order are those of the query, and the books balance. */
  Outcome same(
      VectorSchemaRoot rows, int batchRows, String expected, String about, StepDefinition... steps)
      throws Exception {
    Counts counts = Counts.ZERO;
    List<RejectedRecord> rejects = new ArrayList<>();
    try (Judge judge = new Judge(fixture.allocator);
        StreamTransformer transformer = open(rows, steps);
        VectorSchemaRoot all =
            VectorSchemaRoot.create(transformer.outputSchema(), fixture.allocator)) {
      all.allocateNew();
      judge.table("input", rows);
      for (Map.Entry<String, VectorSchemaRoot> lookup : lookups.entrySet()) {
        judge.table(lookup.getKey(), lookup.getValue());
      }
      int count = rows.getRowCount();
      for (int from = 0; from < count; from += batchRows) {
        try (VectorSchemaRoot part =
                ArrowBatches.slice(rows, from, Math.min(batchRows, count - from));
            TransformResult result = transformer.apply(part, Fixture.ORIGIN)) {
          assertThat(result.counts().difference()).as(about).isZero();
          counts = counts.plus(result.counts());
          rejects.addAll(result.rejects());
          if (result.rows().getRowCount() > 0) {
            VectorSchemaRootAppender.append(all, result.rows());
          }
        }
      }
      judge.assertSame(all, expected);
    } catch (AssertionError e) {
      throw new AssertionError(about + ": " + e.getMessage(), e);
    }
    return new Outcome(counts, rejects);
  }
}
