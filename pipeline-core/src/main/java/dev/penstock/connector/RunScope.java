package dev.penstock.connector;

import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelText;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The part of its pipeline that a run loads, builds and checks. Everything else stands as it is
 * published. Immutable.
 */
public final class RunScope {
  private final RunWork work;
  private final boolean whole;
  private final Set<String> names;

  /** The part that the run's words mean. */
  RunScope(RunWork work) {
    this.work = work;
    PipelineDefinition pipeline = work.pipeline();
    this.whole =
        work.from() == RunFrom.SILVER
            || (work.until() == RunUntil.GOLD
                && work.streams().containsAll(pipeline.streams().keySet()));
    Set<String> found = new HashSet<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              if (loads(name)) {
                found.addAll(stream.outputs().keySet());
              }
            });
    // Those that a model reads come before it.
    for (Map.Entry<String, ModelDefinition> model : pipeline.models().entrySet()) {
      Set<String> reads = new ModelText(model.getValue().sql()).reads();
      if (whole || reads.stream().anyMatch(found::contains)) {
        found.add(model.getKey());
      }
    }
    this.names = Set.copyOf(found);
  }

  /** Whether it loads the stream's raw copy, if there is one. */
  public boolean keeps(String stream) {
    return work.from() == RunFrom.SOURCE && work.streams().contains(stream);
  }

  /** Whether it loads the stream's outputs. */
  public boolean loads(String stream) {
    return work.from() != RunFrom.SILVER
        && work.until() == RunUntil.GOLD
        && work.streams().contains(stream);
  }

  /** Whether it builds the model: one that reads something of the run, directly or not. */
  public boolean builds(String model) {
    return work.pipeline().models().containsKey(model) && names.contains(model);
  }

  /** For each model that it builds the others of these that it reads; they come before it. */
  public Map<String, Set<String>> modelGraph() {
    Map<String, Set<String>> graph = new LinkedHashMap<>();
    work.pipeline()
        .modelGraph()
        .forEach(
            (model, reads) -> {
              if (builds(model)) {
                Set<String> built = new LinkedHashSet<>(reads);
                built.removeIf(other -> !builds(other));
                graph.put(model, built);
              }
            });
    return graph;
  }

  /** Names of outputs and models that what it builds and checks reads, and that only stand. */
  public Set<String> standing() {
    Set<String> read = new LinkedHashSet<>();
    work.pipeline()
        .models()
        .forEach(
            (name, model) -> {
              if (builds(name)) {
                read.addAll(new ModelText(model.sql()).reads());
              }
            });
    for (CheckDefinition check : work.pipeline().checks()) {
      if (concerns(check)) {
        read.addAll(named(check));
      }
    }
    read.removeAll(names);
    return read;
  }

  /** Of what stands, the names of which a model asks for the rows of the run. */
  public Set<String> unmoved() {
    Set<String> read = new LinkedHashSet<>();
    work.pipeline()
        .models()
        .forEach(
            (name, model) -> {
              if (builds(name)) {
                read.addAll(new ModelText(model.sql()).fresh());
              }
            });
    read.removeAll(names);
    return read;
  }

  /** Whether the check looks at something that the run loads or builds; any where it is whole. */
  public boolean concerns(CheckDefinition check) {
    return whole || named(check).stream().anyMatch(names::contains);
  }

  /**
   * The error where a table that only stands does not exist.
   *
   * @param stream that loads it; empty for a model
   * @param where who asks
   */
  public static PermanentException missing(
      TableName table, String name, String stream, String where) {
    return new PermanentException(
        new Problem(
            "nothing-there",
            where,
            "The table %s of %s does not exist yet, and this run does not %s it."
                .formatted(table, name, stream.isEmpty() ? "build" : "load"),
            stream.isEmpty()
                ? "Run the whole pipeline first."
                : "Run the stream " + stream + " first, or the whole pipeline."));
  }

  private static Set<String> named(CheckDefinition check) {
    Set<String> named = new LinkedHashSet<>();
    named.add(check.on());
    if (check instanceof CheckDefinition.Relationships to) {
      named.add(to.to());
    } else if (check instanceof CheckDefinition.Sql sql) {
      named.addAll(new ModelText(sql.sql()).reads());
    }
    return named;
  }
}
