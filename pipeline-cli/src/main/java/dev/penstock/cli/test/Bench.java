package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelText;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pipeline rewired for a test: each source is a file of given records, the destination a DuckDB
 * file, everything between as the author wrote it. Only the streams that have given records are
 * left, and what can be built of them.
 *
 * @param skipped models that are not built, with the reason
 */
record Bench(PipelineDefinition pipeline, Connections connections, Map<String, String> skipped) {
  /** The connection of the given records. */
  static final String GIVEN = "given";

  /** The connection of the destination. */
  static final String DUCK = "duck";

  /** Formats whose columns are all text unless the author declares types. */
  private static final Set<String> TEXT = Set.of("csv", "tsv", "fixed");

  static Bench of(PipelineDefinition pipeline, TestFile.Case test, Path folder) {
    Map<String, StreamDefinition> streams = new LinkedHashMap<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              if (test.streams().containsKey(name)) {
                streams.put(name, stream(name, stream, test, folder));
              }
            });
    unknown(pipeline, test);
    Set<String> known =
        streams.values().stream()
            .flatMap(stream -> stream.outputs().keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, String> skipped = new LinkedHashMap<>();
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    pipeline
        .models()
        .forEach(
            (name, model) -> {
              Set<String> reads = new LinkedHashSet<>(new ModelText(model.sql()).reads());
              reads.removeAll(known);
              if (reads.isEmpty()) {
                models.put(name, plain(model));
                known.add(name);
              } else {
                skipped.put(
                    name, "it reads " + String.join(", ", reads) + ", of which nothing is given");
              }
            });
    List<CheckDefinition> checks =
        pipeline.checks().stream().filter(check -> known.contains(check.on())).toList();
    Connections connections =
        new Connections(
            List.of(
                new Connection(GIVEN, "files", Map.of("root", folder.toString())),
                new Connection(
                    DUCK, "duckdb", Map.of("path", folder.resolve("test.duckdb").toString()))));
    return new Bench(
        new PipelineDefinition(pipeline.name(), "", streams, models, checks), connections, skipped);
  }

  /** The same without a model that cannot be built here, and without what depends on it. */
  Bench without(String model, String reason) {
    Map<String, String> gone = new LinkedHashMap<>(skipped);
    gone.put(model, reason);
    Map<String, ModelDefinition> models = new LinkedHashMap<>(pipeline.models());
    models.remove(model);
    Map<String, Set<String>> graph = pipeline.modelGraph();
    pipeline
        .models()
        .keySet()
        .forEach(
            name -> {
              if (models.containsKey(name)
                  && graph.getOrDefault(name, Set.of()).stream().anyMatch(gone::containsKey)) {
                models.remove(name);
                gone.put(name, "it reads " + model);
              }
            });
    List<CheckDefinition> checks =
        pipeline.checks().stream().filter(check -> !gone.containsKey(check.on())).toList();
    return new Bench(
        new PipelineDefinition(pipeline.name(), "", pipeline.streams(), models, checks),
        connections,
        gone);
  }

  /** The same where nothing is checked, so that rows can be seen that would not be published. */
  Bench unchecked() {
    return new Bench(
        new PipelineDefinition(
            pipeline.name(), "", pipeline.streams(), pipeline.models(), List.of()),
        connections,
        skipped);
  }

  private static void unknown(PipelineDefinition pipeline, TestFile.Case test) {
    List<Problem> problems = new ArrayList<>();
    test.streams()
        .keySet()
        .forEach(
            name -> {
              if (!pipeline.streams().containsKey(name)) {
                problems.add(
                    new Problem(
                        "unknown-stream",
                        test.at() + ".given." + name,
                        "The pipeline has no stream `" + name + "`.",
                        dev.penstock.definition.NearMiss.advice(
                            name, pipeline.streams().keySet(), "Its streams")));
              }
            });
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
  }

  private static StreamDefinition stream(
      String name, StreamDefinition stream, TestFile.Case test, Path folder) {
    Map<String, SourceDefinition> lookups = new LinkedHashMap<>();
    stream
        .lookups()
        .forEach(
            (lookup, source) -> {
              List<JsonNode> records = test.lookups().get(lookup);
              if (records == null) {
                throw new PermanentException(
                    new Problem(
                        "missing-lookup",
                        test.at() + ".given.lookups",
                        "The stream `" + name + "` looks up `" + lookup + "`, which is not given.",
                        "Write its records there; [] needs a declared schema."));
              }
              String at = test.at() + ".given.lookups." + lookup;
              Set<String> known = test.columns().getOrDefault(lookup, Set.of());
              lookups.put(lookup, source(name + "." + lookup, at, source, records, known, folder));
            });
    Map<String, OutputDefinition> outputs = new LinkedHashMap<>();
    stream.outputs().forEach((output, definition) -> outputs.put(output, plain(definition)));
    return new StreamDefinition(
        source(
            name,
            test.at() + ".given." + name,
            stream.source(),
            test.streams().getOrDefault(name, List.of()),
            test.columns().getOrDefault(name, Set.of()),
            folder),
        Optional.empty(),
        lookups,
        stream.rules(),
        stream.steps(),
        outputs,
        Optional.empty());
  }

  private static SourceDefinition source(
      String name,
      String at,
      SourceDefinition source,
      List<JsonNode> records,
      Set<String> known,
      Path folder) {
    boolean text = TEXT.contains(source.format());
    StringBuilder lines = new StringBuilder();
    Set<String> columns = new LinkedHashSet<>();
    records.forEach(record -> record.fieldNames().forEachRemaining(columns::add));
    source.schema().keySet().forEach(columns::add);
    if (text) {
      columns.addAll(known);
    }
    if (columns.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "no-columns",
              at,
              "There is no record, so no column is known.",
              "Give a record, here or in another test of the file, or declare the source's"
                  + " schema."));
    }
    for (JsonNode record : records) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      for (String column : columns) {
        JsonNode value = record.path(column);
        if (value.isMissingNode() || value.isNull()) {
          line.putNull(column);
        } else if (text && value.isValueNode()) {
          line.put(column, value.asText());
        } else {
          line.set(column, value);
        }
      }
      lines.append(line).append('\n');
    }
    String file = name + ".jsonl";
    try {
      Files.writeString(folder.resolve(file), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> schema = new LinkedHashMap<>(source.schema());
    if (text && !source.inferTypes()) {
      // A column without a value has no type of its own.
      columns.forEach(column -> schema.putIfAbsent(column, "text"));
    }
    return new SourceDefinition(
        GIVEN,
        "jsonl",
        schema,
        source.inferTypes(),
        SchemaChange.EVOLVE,
        JsonNodeFactory.instance.objectNode().put("path", file));
  }

  /** What DuckDB can keep: the rows are those of a first run. */
  private static OutputDefinition plain(OutputDefinition output) {
    LoadMode mode =
        switch (output.mode()) {
          case REPLACE, APPEND, UPSERT -> output.mode();
          case HISTORY, CONTINUOUS -> LoadMode.UPSERT;
        };
    return new OutputDefinition(
        DUCK,
        output.table(),
        mode,
        output.key(),
        output.merging(),
        output.contract(),
        Layout.PLAIN,
        output.rules());
  }

  private static ModelDefinition plain(ModelDefinition model) {
    return new ModelDefinition(
        model.table(), ModelDefinition.Materialized.TABLE, model.sql(), List.of());
  }
}
