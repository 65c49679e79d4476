package dev.penstock.api.lineage;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Effective;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which output of the current pipelines writes a table. Thread-safe. */
public final class Owners {
  private final Pipelines pipelines;
  private final DefinitionParser parser = new DefinitionParser();

  public Owners(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  /** An output and its pipeline. */
  public record Owner(String pipeline, OutputDefinition output) {}

  /**
   * The output that writes the table, of the first such pipeline by name.
   *
   * @throws Refusal where none does
   */
  Owner of(TableName table) {
    boolean other = false;
    for (PipelineVersion version : pipelines.all()) {
      // Spares the reading of all others; a table may be made of parameters.
      String text = version.definition();
      if (!text.contains(table.table()) && !text.contains("${")) {
        continue;
      }
      for (PipelineDefinition pipeline : read(text)) {
        Optional<OutputDefinition> output = output(pipeline, table);
        if (output.isPresent()) {
          return new Owner(version.name(), output.get());
        }
        other |= writesOtherwise(pipeline, table);
      }
    }
    throw other
        ? new Refusal(
            CONFLICT,
            new Problem(
                "not-an-output",
                "lineage/rows/" + table,
                "The table is a raw copy or a model; only rows of outputs are looked up.",
                "A raw copy says itself where its records came from, in `_source_place`."))
        : new Refusal(
            NOT_FOUND,
            new Problem(
                "unknown-table",
                "lineage/rows/" + table,
                "No pipeline has an output that writes the table " + table + ".",
                "Write it as the definition does; the case of letters matters."));
  }

  private static Optional<OutputDefinition> output(PipelineDefinition pipeline, TableName table) {
    return pipeline.streams().values().stream()
        .map(StreamDefinition::outputs)
        .flatMap(outputs -> outputs.values().stream())
        .filter(output -> output.table().equals(table))
        .findFirst();
  }

  private static boolean writesOtherwise(PipelineDefinition pipeline, TableName table) {
    return pipeline.models().values().stream().anyMatch(model -> model.table().equals(table))
        || pipeline.streams().values().stream()
            .anyMatch(s -> s.bronze().filter(b -> b.table().equals(table)).isPresent());
  }

  /**
   * The pipeline as it is written, and as it is in each of its environments, with the defaults of
   * its parameters. Empty for a definition of an older version that is no longer valid.
   */
  private List<PipelineDefinition> read(String text) {
    List<PipelineDefinition> all = new ArrayList<>();
    try {
      PipelineDefinition written = parser.parse(text);
      all.add(written);
      for (String environment : written.operation().environments().keySet()) {
        Effective.Wish wish = new Effective.Wish(Optional.of(environment), Map.of(), Map.of());
        all.add(parser.parse(Effective.example(text, wish).text()));
      }
    } catch (PermanentException e) {
      // What could be read is what there is.
      return all;
    }
    return all;
  }
}
