package dev.penstock.api.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Effective;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelText;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reads what a pipeline writes and reads, in each of its environments. Thread-safe. */
final class InventoryReader {
  /** Options of sources that say what of a connection is read, the most telling first. */
  private static final List<String> WHAT =
      List.of("path", "table", "topic", "url", "pattern", "query");

  private static final int MAX_WHAT = 200;

  private static final Logger LOG = Logger.getLogger(InventoryReader.class);

  private final DefinitionParser parser = new DefinitionParser();

  /** What can be read of it; a definition of an older version may no longer be valid. */
  Inventory read(String text) {
    Set<DefinedTable> tables = new LinkedHashSet<>();
    Set<Flow> flows = new LinkedHashSet<>();
    try {
      PipelineDefinition written = parser.parse(text);
      add(written, tables, flows);
      for (String environment : written.operation().environments().keySet()) {
        Effective.Wish wish = new Effective.Wish(Optional.of(environment), Map.of(), Map.of());
        add(parser.parse(Effective.example(text, wish).text()), tables, flows);
      }
    } catch (PermanentException e) {
      // What could be read is what there is.
      LOG.debugf("a definition can no longer be read whole; reason=%s", e.problem().text());
    }
    return new Inventory(List.copyOf(tables), List.copyOf(flows));
  }

  private static void add(PipelineDefinition pipeline, Set<DefinedTable> tables, Set<Flow> flows) {
    String connection = pipeline.destination();
    Map<String, TableKey> named = new HashMap<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) -> {
              stream(pipeline, connection, name, stream, tables, flows);
              stream
                  .outputs()
                  .forEach(
                      (output, definition) ->
                          named.put(output, key(connection, definition.table())));
            });
    pipeline.models().forEach((name, model) -> named.put(name, key(connection, model.table())));
    pipeline
        .models()
        .forEach((name, model) -> model(pipeline, connection, name, model, named, tables, flows));
  }

  private static void stream(
      PipelineDefinition pipeline,
      String connection,
      String name,
      StreamDefinition stream,
      Set<DefinedTable> tables,
      Set<Flow> flows) {
    String by = "stream " + name;
    Flow.From from = new Flow.From.Read(source(stream.source()));
    boolean files =
        stream.outputs().values().stream().anyMatch(o -> o.layout().files().isPresent());
    if (stream.bronze().isPresent()) {
      TableKey bronze = key(connection, stream.bronze().get().table());
      tables.add(
          new DefinedTable(
              bronze,
              Layer.BRONZE,
              files ? "files" : "table",
              pipeline.name(),
              name,
              name,
              word(stream.loadMode(StreamDefinition.BRONZE)),
              "",
              List.of(),
              Map.of(),
              List.of(),
              false));
      flows.add(new Flow(from, bronze, pipeline.name(), by));
      from = new Flow.From.Table(bronze);
    }
    for (Map.Entry<String, OutputDefinition> entry : stream.outputs().entrySet()) {
      OutputDefinition output = entry.getValue();
      TableKey at = key(connection, output.table());
      tables.add(
          new DefinedTable(
              at,
              Layer.SILVER,
              output.layout().files().isPresent() ? "files" : "table",
              pipeline.name(),
              entry.getKey(),
              name,
              word(output.mode()),
              output.description(),
              output.key(),
              output.columns(),
              checks(pipeline, entry.getKey()),
              output.lineage()));
      flows.add(new Flow(from, at, pipeline.name(), by));
      stream
          .lookups()
          .forEach(
              (lookup, source) ->
                  flows.add(
                      new Flow(
                          new Flow.From.Read(source(source)),
                          at,
                          pipeline.name(),
                          "look-up " + lookup)));
    }
  }

  private static void model(
      PipelineDefinition pipeline,
      String connection,
      String name,
      ModelDefinition model,
      Map<String, TableKey> named,
      Set<DefinedTable> tables,
      Set<Flow> flows) {
    TableKey at = key(connection, model.table());
    boolean view = model.materialized() == ModelDefinition.Materialized.VIEW;
    tables.add(
        new DefinedTable(
            at,
            Layer.GOLD,
            view ? "view" : "table",
            pipeline.name(),
            name,
            "",
            word(model.materialized()),
            model.description(),
            model.key(),
            model.columns(),
            checks(pipeline, name),
            false));
    new ModelText(model.sql())
        .reads().stream()
            .map(named::get)
            .filter(Objects::nonNull)
            .forEach(
                read ->
                    flows.add(
                        new Flow(new Flow.From.Table(read), at, pipeline.name(), "model " + name)));
  }

  private static List<CheckDefinition> checks(PipelineDefinition pipeline, String on) {
    return pipeline.checks().stream().filter(check -> check.on().equals(on)).toList();
  }

  private static DefinedSource source(SourceDefinition source) {
    List<String> found = new ArrayList<>();
    for (String option : WHAT) {
      JsonNode value = source.options().get(option);
      if (value != null && value.isTextual() && !value.textValue().isBlank()) {
        found.add(value.textValue().strip());
      }
    }
    String what = found.isEmpty() ? source.format() : found.getFirst();
    return new DefinedSource(
        source.connection(),
        source.format(),
        what.length() > MAX_WHAT ? what.substring(0, MAX_WHAT) + "…" : what);
  }

  private static TableKey key(String connection, TableName table) {
    return new TableKey(connection, table.toString());
  }

  private static String word(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  /** The columns that a check is about; empty for a table as a whole. */
  static List<String> columns(CheckDefinition check) {
    return switch (check) {
      case CheckDefinition.NotNull one -> one.columns();
      case CheckDefinition.Unique one -> one.columns();
      case CheckDefinition.AcceptedValues one -> List.of(one.values().column());
      case CheckDefinition.Range one -> List.of(one.range().column());
      case CheckDefinition.Relationships one -> one.columns();
      case CheckDefinition.Freshness one -> List.of(one.column());
      case CheckDefinition.Rows one -> List.of();
      case CheckDefinition.Sql one -> List.of();
    };
  }

  /** The table that a source reads, as far as its words say so. */
  static Stream<TableKey> mayRead(DefinedSource source) {
    String[] folders = source.what().split("/", 3);
    return folders.length == 3
        ? Stream.of(new TableKey(source.connection(), folders[0] + "." + folders[1]))
        : Stream.of(new TableKey(source.connection(), source.what()));
  }
}
