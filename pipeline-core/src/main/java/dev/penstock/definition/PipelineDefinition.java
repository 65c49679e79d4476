package dev.penstock.definition;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pipeline as its author wrote it, validated. Maps keep the author's order.
 *
 * @param name lower-case letters, digits, {@code -} and {@code _}; starts with a letter; at most 63
 * @param description free text, may be empty
 * @param streams at least one, by name
 * @param models gold models by name, may be empty
 * @param checks what must hold before a run is published, may be empty
 * @param operation how it is run
 */
public record PipelineDefinition(
    String name,
    String description,
    Map<String, StreamDefinition> streams,
    Map<String, ModelDefinition> models,
    List<CheckDefinition> checks,
    Operation operation) {
  /** The value of {@code apiVersion} that this version of Penstock reads. */
  public static final String API_VERSION = "penstock/v1";

  public PipelineDefinition {
    streams = Ordered.copy(streams);
    models = Ordered.copy(models);
    checks = List.copyOf(checks);
  }

  /** A pipeline whose runs are started by hand and wait for each other. */
  public PipelineDefinition(
      String name,
      String description,
      Map<String, StreamDefinition> streams,
      Map<String, ModelDefinition> models,
      List<CheckDefinition> checks) {
    this(name, description, streams, models, checks, Operation.USUAL);
  }

  /** The one connection that all outputs, bronze tables and models of this pipeline go to. */
  public String destination() {
    return streams.values().iterator().next().outputs().values().iterator().next().connection();
  }

  /**
   * The stream of this name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public StreamDefinition stream(String stream) {
    StreamDefinition definition = streams.get(stream);
    if (definition == null) {
      throw new IllegalArgumentException("pipeline " + name + " has no stream " + stream);
    }
    return definition;
  }

  /** For each model the other models that it reads; they come before it in {@link #models()}. */
  public Map<String, Set<String>> modelGraph() {
    Map<String, Set<String>> graph = new LinkedHashMap<>();
    models.forEach(
        (name, model) -> {
          Set<String> reads = new LinkedHashSet<>(new ModelText(model.sql()).reads());
          reads.retainAll(models.keySet());
          graph.put(name, reads);
        });
    return graph;
  }
}
