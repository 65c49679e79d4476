package dev.penstock.api.openlineage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.connector.Connections;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.Problem;
import dev.penstock.lineage.PipelineLineage;
import dev.penstock.lineage.Relation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes the run events of OpenLineage 2-0-2. Thread-safe. */
public final class LineageEvents {
  static final String PRODUCER = "urn:penstock:api";
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String namespace;
  private final Datasets datasets;

  /**
   * @param namespace of the jobs
   */
  public LineageEvents(String namespace, Connections connections) {
    this.namespace = namespace;
    this.datasets = new Datasets(connections);
  }

  /** What can be told of a run. */
  public enum Type {
    START,
    RUNNING,
    COMPLETE,
    FAIL,
    ABORT
  }

  /**
   * An event.
   *
   * @param definition that the run goes by
   * @param columns of the streams' sources by name and type, as far as they are known
   */
  public ObjectNode of(
      Type type,
      Run run,
      PipelineDefinition definition,
      Map<String, Map<String, String>> columns,
      Instant now) {
    ObjectNode event = JSON.objectNode();
    event.put("eventType", type.name());
    event.put("eventTime", now.toString());
    event.put("producer", PRODUCER);
    event.put("schemaURL", SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent");
    ObjectNode told = event.putObject("run");
    told.put("runId", uuid(run.id()));
    told.set("facets", runFacets(run));
    ObjectNode job = event.putObject("job");
    job.put("namespace", namespace);
    job.put("name", definition.name());
    job.set("facets", jobFacets(definition));
    Map<String, Relation> lineage = PipelineLineage.of(definition, columns);
    LineageDatasets all = new LineageDatasets(datasets, run, definition, columns, lineage);
    event.set("inputs", all.inputs());
    ArrayNode outputs = all.outputs();
    event.set("outputs", outputs);
    return event;
  }

  private ObjectNode runFacets(Run run) {
    ObjectNode facets = JSON.objectNode();
    facets.set(
        "processing_engine",
        facet("1-1-1", "ProcessingEngineRunFacet")
            .put("name", "Penstock")
            .put("version", version()));
    RunTrigger trigger = run.order().trigger();
    Instant due = trigger.due();
    if (due != null) {
      facets.set(
          "nominalTime",
          facet("1-0-1", "NominalTimeRunFacet").put("nominalStartTime", due.toString()));
    }
    String of = trigger.of();
    if (trigger.kind() == RunTrigger.Kind.BACKFILL && of != null) {
      ObjectNode parent = facet("1-1-0", "ParentRunFacet");
      parent.putObject("run").put("runId", uuid(of));
      parent.putObject("job").put("namespace", namespace).put("name", run.pipeline() + ".backfill");
      facets.set("parent", parent);
    }
    if (!run.details().problems().isEmpty()) {
      facets.set(
          "errorMessage",
          facet("1-0-1", "ErrorMessageRunFacet")
              .put("message", message(run.details().problems().getFirst()))
              .put("programmingLanguage", "SQL"));
    }
    return facets;
  }

  /** What the API shows of it too. */
  private static String message(Problem problem) {
    String text = problem.where() + ": " + problem.message();
    return text.length() > 2_000 ? text.substring(0, 2_000) : text;
  }

  private static ObjectNode jobFacets(PipelineDefinition definition) {
    ObjectNode facets = JSON.objectNode();
    facets.set(
        "jobType",
        facet("2-0-3", "JobTypeJobFacet")
            .put("processingType", "BATCH")
            .put("integration", "PENSTOCK")
            .put("jobType", "PIPELINE"));
    if (!definition.description().isEmpty()) {
      facets.set(
          "documentation",
          facet("1-0-1", "DocumentationJobFacet").put("description", definition.description()));
    }
    if (!definition.models().isEmpty()) {
      String sql =
          definition.models().entrySet().stream()
              .map(model -> "-- " + model.getKey() + "\n" + model.getValue().sql().strip())
              .collect(Collectors.joining("\n;\n"));
      facets.set("sql", facet("1-0-1", "SQLJobFacet").put("query", sql));
    }
    return facets;
  }

  /** A facet with what each has. */
  static ObjectNode facet(String version, String name) {
    return JSON.objectNode()
        .put("_producer", PRODUCER)
        .put("_schemaURL", SPEC + "facets/" + version + "/" + name + ".json#/$defs/" + name);
  }

  /** Runs have UUIDs; of whatever has none the same is made each time. */
  private static String uuid(String id) {
    try {
      return UUID.fromString(id).toString();
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  private static String version() {
    Package own = LineageEvents.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    return version == null ? "0" : version;
  }
}
