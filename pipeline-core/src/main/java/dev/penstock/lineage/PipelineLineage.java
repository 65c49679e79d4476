package dev.penstock.lineage;

import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelText;
import dev.penstock.definition.PipelineDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of all outputs and models of a pipeline, and what they are made of: outputs of the
 * columns of sources and look-ups, models of the columns of outputs and models. Thread-safe.
 */
public final class PipelineLineage {
  private PipelineLineage() {}

  /** What a stream's source is called in an {@link Origin}. */
  public static String source(String stream) {
    return "source " + stream;
  }

  /** What a stream's look-up is called in an {@link Origin}. */
  public static String lookup(String stream, String name) {
    return "lookup " + stream + " " + name;
  }

  /** What an output or model is called in an {@link Origin}. */
  public static String made(String name) {
    return "made " + name;
  }

  /**
   * The columns by output and model.
   *
   * @param sources columns with their types of those streams whose sources are known
   */
  public static Map<String, Relation> of(
      PipelineDefinition pipeline, Map<String, Map<String, String>> sources) {
    Map<String, Relation> made = new LinkedHashMap<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              Relation source =
                  Optional.ofNullable(sources.get(name))
                      .map(types -> Relation.table(source(name), types))
                      .orElse(Relation.open(source(name)));
              StreamLineage lineage = new StreamLineage(name, stream, source);
              stream.outputs().keySet().forEach(out -> made.put(out, lineage.output(out)));
            });
    pipeline.models().forEach((name, model) -> made.put(name, model(model, made)));
    return made;
  }

  private static Relation model(ModelDefinition model, Map<String, Relation> made) {
    Map<String, Relation> tables = new HashMap<>();
    made.forEach((name, relation) -> tables.put(table(name), seen(name, relation)));
    String sql = new ModelText(model.sql()).whole(name -> '"' + table(name) + '"');
    return new QueryLineage(tables).query(sql);
  }

  /** A table as those see it who read it: its columns come from nowhere else. */
  private static Relation seen(String name, Relation relation) {
    Map<String, String> types = new LinkedHashMap<>();
    relation.columns().forEach((column, found) -> types.put(column, found.type()));
    Relation table = Relation.table(made(name), types);
    return relation.whole() ? table : new Relation(table.columns(), made(name), false);
  }

  private static String table(String name) {
    return ("penstock_ref_" + name).toLowerCase(Locale.ROOT);
  }
}
