package dev.penstock.api.openlineage;

import static dev.penstock.api.openlineage.LineageEvents.facet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.runs.Run;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.PublishedTable;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.lineage.Origin;
import dev.penstock.lineage.PipelineLineage;
import dev.penstock.lineage.Relation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The datasets that one run reads and writes, with what is known of them. */
final class LineageDatasets {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Datasets datasets;
  private final Run run;
  private final PipelineDefinition definition;
  private final Map<String, Map<String, String>> columns;
  private final Map<String, Relation> lineage;

  /** What an {@link Origin} calls a table, and its name for the world. */
  private final Map<String, Dataset> names = new HashMap<>();

  LineageDatasets(
      Datasets datasets,
      Run run,
      PipelineDefinition definition,
      Map<String, Map<String, String>> columns,
      Map<String, Relation> lineage) {
    this.datasets = datasets;
    this.run = run;
    this.definition = definition;
    this.columns = columns;
    this.lineage = lineage;
    definition.streams().forEach(this::name);
    definition
        .models()
        .forEach(
            (name, model) ->
                names.put(
                    PipelineLineage.made(name),
                    datasets.table(definition.destination(), model.table())));
  }

  private void name(String name, StreamDefinition stream) {
    names.put(PipelineLineage.source(name), input(name, stream));
    stream
        .lookups()
        .forEach(
            (lookup, source) ->
                names.put(
                    PipelineLineage.lookup(name, lookup),
                    datasets.source(definition.name(), name, source)));
    stream
        .outputs()
        .forEach(
            (output, made) ->
                names.put(
                    PipelineLineage.made(output), datasets.table(made.connection(), made.table())));
  }

  /** What a run reads of a stream: its source, or the raw copy. */
  private Dataset input(String name, StreamDefinition stream) {
    return run.from() == RunFrom.BRONZE && stream.bronze().isPresent()
        ? datasets.table(definition.destination(), stream.bronze().get().table())
        : datasets.source(definition.name(), name, stream.source());
  }

  ArrayNode inputs() {
    Map<Dataset, ObjectNode> inputs = new LinkedHashMap<>();
    for (String name : run.order().streams()) {
      StreamDefinition stream = definition.streams().get(name);
      if (stream == null) {
        continue;
      }
      ObjectNode facets = JSON.objectNode();
      Optional.ofNullable(columns.get(name))
          .ifPresent(types -> facets.set("schema", schema(Relation.table("", types), Map.of())));
      inputs.put(input(name, stream), facets);
      stream
          .lookups()
          .keySet()
          .forEach(
              lookup ->
                  inputs.putIfAbsent(
                      named(PipelineLineage.lookup(name, lookup)), JSON.objectNode()));
    }
    if (run.from() == RunFrom.SILVER) {
      definition
          .streams()
          .values()
          .forEach(
              stream ->
                  stream
                      .outputs()
                      .keySet()
                      .forEach(
                          output ->
                              inputs.put(named(PipelineLineage.made(output)), JSON.objectNode())));
    }
    ArrayNode all = JSON.arrayNode();
    inputs.forEach((dataset, facets) -> all.add(json(dataset, facets)));
    return all;
  }

  ArrayNode outputs() {
    ArrayNode all = JSON.arrayNode();
    for (String name : run.order().streams()) {
      StreamDefinition stream = definition.streams().get(name);
      if (stream == null) {
        continue;
      }
      if (stream.bronze().isPresent() && run.from() == RunFrom.SOURCE) {
        Dataset bronze = datasets.table(definition.destination(), stream.bronze().get().table());
        all.add(
            output(
                bronze,
                Optional.ofNullable(columns.get(name))
                    .map(types -> Relation.table(PipelineLineage.source(name), types))
                    .orElse(null),
                Map.of(),
                published("bronze", name),
                List.of()));
      }
      if (run.until() != RunUntil.BRONZE) {
        stream.outputs().keySet().forEach(made -> all.add(made(made, "silver", Map.of())));
      }
    }
    if (run.until() != RunUntil.BRONZE) {
      definition.models().forEach((name, model) -> all.add(made(name, "gold", described(model))));
    }
    return all;
  }

  private static Map<String, String> described(ModelDefinition model) {
    return model.columns();
  }

  private ObjectNode made(String name, String layer, Map<String, String> descriptions) {
    List<CheckResult> checks =
        run.details().checks().stream().filter(check -> check.on().equals(name)).toList();
    return output(
        named(PipelineLineage.made(name)),
        lineage.get(name),
        descriptions,
        published(layer, name),
        checks);
  }

  private ObjectNode output(
      Dataset dataset,
      @Nullable Relation relation,
      Map<String, String> descriptions,
      Optional<PublishedTable> published,
      List<CheckResult> checks) {
    ObjectNode facets = JSON.objectNode();
    if (relation != null && relation.whole() && !relation.columns().isEmpty()) {
      facets.set("schema", schema(relation, descriptions));
    }
    if (relation != null) {
      columnLineage(relation).ifPresent(found -> facets.set("columnLineage", found));
    }
    if (!checks.isEmpty()) {
      ObjectNode assertions = facet("1-0-1", "DataQualityAssertionsDatasetFacet");
      ArrayNode list = assertions.putArray("assertions");
      checks.forEach(
          check -> list.addObject().put("assertion", check.check()).put("success", check.passed()));
      facets.set("dataQualityAssertions", assertions);
    }
    ObjectNode output = json(dataset, facets);
    published.ifPresent(
        table ->
            output
                .putObject("outputFacets")
                .set(
                    "outputStatistics",
                    facet("1-0-2", "OutputStatisticsOutputDatasetFacet")
                        .put("rowCount", table.rows())));
    return output;
  }

  private Optional<PublishedTable> published(String layer, String name) {
    return run.details().tables().stream()
        .filter(table -> table.layer().equals(layer) && table.name().equals(name))
        .findFirst();
  }

  private static ObjectNode schema(Relation relation, Map<String, String> descriptions) {
    ObjectNode schema = facet("1-1-1", "SchemaDatasetFacet");
    ArrayNode fields = schema.putArray("fields");
    relation
        .columns()
        .forEach(
            (name, column) -> {
              ObjectNode field = fields.addObject().put("name", name);
              if (!column.type().isEmpty()) {
                field.put("type", column.type());
              }
              Optional.ofNullable(descriptions.get(name))
                  .ifPresent(text -> field.put("description", text));
            });
    return schema;
  }

  private Optional<ObjectNode> columnLineage(Relation relation) {
    ObjectNode facet = facet("1-2-0", "ColumnLineageDatasetFacet");
    ObjectNode fields = facet.putObject("fields");
    relation
        .columns()
        .forEach(
            (name, column) -> {
              if (!column.origins().isEmpty()) {
                ArrayNode inputs = fields.putObject(name).putArray("inputFields");
                column.origins().forEach(origin -> inputs.add(field(origin)));
              }
            });
    return fields.isEmpty() ? Optional.empty() : Optional.of(facet);
  }

  private ObjectNode field(Origin origin) {
    Dataset of = named(origin.table());
    ObjectNode field =
        JSON.objectNode()
            .put("namespace", of.namespace())
            .put("name", of.name())
            .put("field", origin.column());
    field
        .putArray("transformations")
        .addObject()
        .put("type", "DIRECT")
        .put("subtype", origin.how().name())
        .put("description", "")
        .put("masking", false);
    return field;
  }

  private Dataset named(String table) {
    return Objects.requireNonNull(names.get(table), table);
  }

  private static ObjectNode json(Dataset dataset, ObjectNode facets) {
    ObjectNode json =
        JSON.objectNode().put("namespace", dataset.namespace()).put("name", dataset.name());
    json.set("facets", facets);
    return json;
  }
}
