package dev.penstock.api.runs;

import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RejectBudget;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A stream of a run, where its records come from and where they go.
 *
 * @param source names its source's connection and format: what one of them noted is nothing to
 *     another
 * @param outputs names of its outputs, {@code bronze} first where it has one
 * @param budget how many rejects it bears; any number where there is none
 */
public record StreamOutputs(
    String stream, String source, List<String> outputs, Optional<RejectBudget> budget) {
  public StreamOutputs {
    outputs = List.copyOf(outputs);
  }

  /** All streams of a pipeline whose sources are read, in its author's order. */
  public static List<StreamOutputs> of(PipelineDefinition pipeline) {
    return of(pipeline, RunFrom.SOURCE);
  }

  /** All streams of a pipeline, in its author's order; what is read from bronze is not kept. */
  public static List<StreamOutputs> of(PipelineDefinition pipeline, RunFrom from) {
    return of(
        pipeline, new RunKind(RunMode.FULL, from, false), List.copyOf(pipeline.streams().keySet()));
  }

  /**
   * Some streams of a pipeline, in its author's order.
   *
   * @param kind says which of their outputs are loaded; from silver none is, nor is any stream
   */
  public static List<StreamOutputs> of(
      PipelineDefinition pipeline, RunKind kind, Collection<String> streams) {
    return pipeline.streams().entrySet().stream()
        .filter(stream -> kind.from() != RunFrom.SILVER && streams.contains(stream.getKey()))
        .map(
            stream ->
                new StreamOutputs(
                    stream.getKey(),
                    source(stream.getValue()),
                    outputs(stream.getValue(), kind),
                    stream.getValue().rejects()))
        .toList();
  }

  private static String source(StreamDefinition stream) {
    return stream.source().connection() + "/" + stream.source().format();
  }

  private static List<String> outputs(StreamDefinition stream, RunKind kind) {
    List<String> outputs = new ArrayList<>();
    if (stream.bronze().isPresent() && kind.from() == RunFrom.SOURCE) {
      outputs.add(StreamDefinition.BRONZE);
    }
    if (kind.until() == RunUntil.GOLD) {
      outputs.addAll(stream.outputs().keySet());
    }
    return outputs;
  }
}
