package dev.penstock.api.graph;

import dev.penstock.api.graph.PipelineGraph.Edge;
import dev.penstock.api.graph.PipelineGraph.Kind;
import dev.penstock.api.graph.PipelineGraph.Node;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelText;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.Paths;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the graph of a definition. Not thread-safe; for one definition.
 *
 * <p>A connection stands only where records come from: where they go to is told by the outputs, so
 * that a pipeline from a database into the same one makes no cycle.
 */
public final class GraphBuilder {
  private static final int LINE = 160;

  private final Lines lines;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<Edge> edges = new LinkedHashSet<>();

  /** The node that stands for an output or model, by its name. */
  private final Map<String, String> tables = new HashMap<>();

  private GraphBuilder(String text) {
    this.lines = Lines.of(text);
  }

  /**
   * The graph of a definition.
   *
   * @param text what it was read from, for the lines of the parts
   */
  public static PipelineGraph of(PipelineDefinition pipeline, String text) {
    GraphBuilder builder = new GraphBuilder(text);
    pipeline.streams().forEach(builder::stream);
    pipeline.models().forEach(builder::model);
    builder.reads(pipeline);
    for (int i = 0; i < pipeline.checks().size(); i++) {
      builder.check(pipeline.checks().get(i), i);
    }
    return new PipelineGraph(List.copyOf(builder.nodes.values()), List.copyOf(builder.edges));
  }

  private void stream(String name, StreamDefinition stream) {
    String path = Paths.child("streams", name);
    String source = source(name, stream, path);
    Map<String, String> lookups = new LinkedHashMap<>();
    stream
        .lookups()
        .forEach((lookup, from) -> lookups.put(lookup, lookup(name, lookup, from, path)));
    stream
        .bronze()
        .ifPresent(
            bronze -> {
              String id = "bronze:" + name;
              add(
                  id,
                  Kind.BRONZE,
                  bronze.table().toString(),
                  "raw copy",
                  Paths.child(path, "bronze"),
                  name,
                  bronze.table());
              edge(source, id);
            });
    Steps steps = new Steps(name, lookups);
    String last =
        steps.add(
            source,
            "step:" + name + "/",
            Paths.child(path, "steps"),
            stream.steps().stream()
                .filter(step -> !(step instanceof StepDefinition.Branch))
                .toList());
    String branch =
        Paths.child(Paths.item(Paths.child(path, "steps"), stream.steps().size() - 1), "branch");
    Map<String, List<StepDefinition>> branches = stream.branches();
    stream
        .outputs()
        .forEach(
            (output, definition) -> {
              String end =
                  steps.add(
                      last,
                      "step:%s/%d/%s/".formatted(name, stream.steps().size() - 1, output),
                      Paths.child(Paths.child(branch, output), "steps"),
                      branches.getOrDefault(output, List.of()));
              String place =
                  branches.containsKey(output)
                      ? Paths.child(Paths.child(branch, output), "output")
                      : Paths.child(Paths.child(path, "outputs"), output);
              edge(end, output(name, output, definition, place));
            });
  }

  private String source(String name, StreamDefinition stream, String path) {
    String place = Paths.child(path, "source");
    String id = "source:" + name;
    String detail =
        from(stream.source())
            + (stream.rules().isEmpty() ? "" : "; " + StepWords.rules(stream.rules()));
    String from = connection(stream.source(), place);
    add(id, Kind.SOURCE, name, detail, place, name, null);
    edge(from, id);
    return id;
  }

  private String lookup(String stream, String name, SourceDefinition source, String path) {
    String place = Paths.child(Paths.child(path, "lookups"), name);
    String id = "lookup:" + stream + "/" + name;
    String from = connection(source, place);
    add(id, Kind.LOOKUP, name, from(source), place, stream, null);
    edge(from, id);
    return id;
  }

  /** The steps of one stream, which know its look-ups. */
  private final class Steps {
    private final String stream;
    private final Map<String, String> lookups;

    Steps(String stream, Map<String, String> lookups) {
      this.stream = stream;
      this.lookups = lookups;
    }

    /** Adds the steps behind a node and tells the last one. */
    String add(String first, String prefix, String path, List<StepDefinition> steps) {
      String last = first;
      for (int i = 0; i < steps.size(); i++) {
        StepDefinition step = steps.get(i);
        String id = prefix + i;
        GraphBuilder.this.add(
            id, Kind.STEP, step.name(), StepWords.of(step), Paths.item(path, i), stream, null);
        edge(last, id);
        lookups.forEach(
            (name, lookup) -> {
              if (reads(step, name)) {
                edge(lookup, id);
              }
            });
        last = id;
      }
      return last;
    }

    private static boolean reads(StepDefinition step, String lookup) {
      if (step instanceof StepDefinition.Sql sql) {
        return Pattern.compile("\\b" + Pattern.quote(lookup) + "\\b", Pattern.CASE_INSENSITIVE)
            .matcher(sql.query())
            .find();
      }
      return step instanceof StepDefinition.Lookup found && found.from().equals(lookup);
    }
  }

  private String output(String stream, String name, OutputDefinition output, String place) {
    String id = "output:" + name;
    String mode = output.mode().name().toLowerCase(Locale.ROOT);
    String key = output.key().isEmpty() ? "" : " by " + String.join(", ", output.key());
    add(
        id,
        Kind.OUTPUT,
        output.table().toString(),
        output.connection() + ", " + mode + key,
        place,
        stream,
        output.table());
    tables.put(name, id);
    return id;
  }

  private void model(String name, ModelDefinition model) {
    String id = "model:" + name;
    String what = model.materialized().name().toLowerCase(Locale.ROOT);
    add(
        id,
        Kind.MODEL,
        model.table().toString(),
        what + (model.description().isEmpty() ? "" : ": " + model.description()),
        Paths.child("models", name),
        null,
        model.table());
    tables.put(name, id);
  }

  private void reads(PipelineDefinition pipeline) {
    pipeline
        .models()
        .forEach(
            (name, model) ->
                new ModelText(model.sql()).reads().forEach(read -> table(read, "model:" + name)));
  }

  private void check(CheckDefinition check, int number) {
    String id = "check:" + number;
    String label = check.terms().name().isEmpty() ? check.demand() : check.terms().name();
    String severity = check.terms().severity().name().toLowerCase(Locale.ROOT);
    add(
        id,
        Kind.CHECK,
        Paths.shown(label),
        check.on() + ", " + severity,
        Paths.item("checks", number),
        null,
        null);
    table(check.on(), id);
    if (check instanceof CheckDefinition.Relationships relationships) {
      table(relationships.to(), id);
    } else if (check instanceof CheckDefinition.Sql sql) {
      new ModelText(sql.sql()).reads().forEach(read -> table(read, id));
    }
  }

  private @Nullable String connection(SourceDefinition source, String place) {
    if (source.connection().isEmpty()) {
      return null;
    }
    String id = "connection:" + source.connection();
    if (!nodes.containsKey(id)) {
      add(
          id,
          Kind.CONNECTION,
          source.connection(),
          "",
          Paths.child(place, "connection"),
          null,
          null);
    }
    return id;
  }

  /** The format and what is read: a file, a table, an address below the connection's. */
  private static String from(SourceDefinition source) {
    for (String option : List.of("path", "table", "topic", "query", "endpoint", "url")) {
      String value = source.options().path(option).asText("");
      if (!value.isEmpty()) {
        return source.format() + ", " + value;
      }
    }
    return source.format();
  }

  private void table(String name, String to) {
    String from = tables.get(name);
    if (from != null) {
      edge(from, to);
    }
  }

  private void edge(@Nullable String from, String to) {
    if (from != null && !from.equals(to)) {
      edges.add(new Edge(from, to));
    }
  }

  private void add(
      String id,
      Kind kind,
      String label,
      String detail,
      String place,
      @Nullable String stream,
      @Nullable TableName table) {
    Optional<Lines.Range> range = lines.range(place);
    nodes.putIfAbsent(
        id,
        new Node(
            id,
            kind.word(),
            label,
            Paths.shown(detail.strip().replaceAll("\\s+", " "), LINE),
            place,
            range.map(Lines.Range::first).orElse(null),
            range.map(Lines.Range::last).orElse(null),
            stream,
            table == null ? null : table.toString()));
  }
}
