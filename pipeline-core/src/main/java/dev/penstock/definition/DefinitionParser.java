package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a pipeline from YAML or JSON and validates it whole. Where it has parameters, it is read
 * with their defaults, and with an example of its type for each that has none.
 *
 * <p>Thread-safe.
 */
public final class DefinitionParser {
  /** The largest definition, in characters. */
  public static final int MAX_LENGTH = 262_144;

  /** The same where it is JSON, as that of a run is: it needs more of them for the same. */
  static final int MAX_JSON_LENGTH = 3 * MAX_LENGTH;

  /**
   * Reads and checks everything that can be known without connections: form, names, references.
   *
   * @throws dev.penstock.error.PermanentException with all mistakes, each with its path
   */
  public PipelineDefinition parse(String text) {
    return parse(text, Surroundings.UNKNOWN);
  }

  /**
   * Reads and checks the text and what it says about its surroundings: connections, formats and
   * their options.
   *
   * @throws dev.penstock.error.PermanentException with all mistakes, each with its path
   */
  public PipelineDefinition parse(String text, Surroundings surroundings) {
    int most = text.startsWith("{") ? MAX_JSON_LENGTH : MAX_LENGTH;
    if (text.length() > most) {
      throw new PermanentException(
          Problem.of(
              "too-long",
              Spot.ROOT,
              "has " + text.length() + " characters; at most " + most + " are allowed."));
    }
    Problems problems = new Problems();
    JsonNode document = Document.read(text, problems);
    References references = new References(problems);
    Reading reading = new Reading(problems, references, surroundings, Set.of());
    Map<String, ParameterDefinition> parameters =
        Spot.root(document, problems)
            .child("parameters")
            .map(ParametersReader::read)
            .orElseGet(Map::of);
    JsonNode bound = Binding.example(document, parameters, problems);
    OperationReader operations = new OperationReader(reading, document, parameters);
    PipelineDefinition pipeline = pipeline(Spot.root(bound, problems), reading, operations);
    problems.throwIfAny();
    return pipeline;
  }

  private static PipelineDefinition pipeline(
      Spot root, Reading reading, OperationReader operations) {
    Spot.Fields fields = root.fields(Shape.PIPELINE);
    fields.get("apiVersion").ifPresent(DefinitionParser::version);
    String name =
        fields
            .get("name")
            .map(
                spot ->
                    reading.matching(
                        spot,
                        Names.PIPELINE_PATTERN,
                        "a text of lower-case letters, digits, `-` and `_`, starting with a"
                            + " letter, at most 63 characters"))
            .orElse("");
    String description = fields.get("description").map(DefinitionParser::description).orElse("");
    Optional<RejectBudget> budget = fields.get("rejects").flatMap(RejectBudgetReader::read);
    StreamReader reader = new StreamReader(reading, budget);
    Map<String, StreamDefinition> streams =
        fields.get("streams").map(spot -> streams(spot, reader, reading)).orElseGet(Map::of);
    Map<String, ModelDefinition> models =
        fields.get("models").map(new ModelReader(reading)::read).orElseGet(Map::of);
    List<CheckDefinition> checks =
        fields.get("checks").map(new CheckReader(reading)::read).orElseGet(List::of);
    if (fields.get("streams").isEmpty()) {
      reading.references().incomplete();
    }
    reading.references().resolve();
    new PartialModels(streams, models, reading.problems()).check();
    models = ModelOrder.of(models, reading.references(), reading.problems());
    Operation operation = operations.read(fields);
    PipelineDefinition pipeline =
        new PipelineDefinition(name, description, streams, models, checks, operation);
    BackfillReader.check(pipeline, reading.problems());
    reading.surroundings().pipeline(pipeline, reading.problems()::add);
    return pipeline;
  }

  private static void version(Spot spot) {
    String version = spot.text("a text, `" + PipelineDefinition.API_VERSION + "`");
    if (!version.isEmpty() && !version.equals(PipelineDefinition.API_VERSION)) {
      spot.problem(
          "unknown-version",
          "`"
              + Paths.shown(version)
              + "` is not a version that this Penstock reads; expected `"
              + PipelineDefinition.API_VERSION
              + "`.",
          "");
    }
  }

  private static String description(Spot spot) {
    if (spot.node().isTextual()) {
      return spot.node().textValue();
    }
    spot.wrongType("a text");
    return "";
  }

  private static Map<String, StreamDefinition> streams(
      Spot spot, StreamReader reader, Reading reading) {
    if (!spot.node().isObject()) {
      reading.references().incomplete();
    }
    Map<String, StreamDefinition> streams = new LinkedHashMap<>();
    spot.entries("a map of streams by name", 1, DefinitionLimits.STREAMS)
        .forEach(
            (name, stream) -> {
              reading.name(name, stream);
              streams.put(name, reader.read(stream));
            });
    int outputs = streams.values().stream().mapToInt(stream -> stream.outputs().size()).sum();
    if (outputs > DefinitionLimits.OUTPUTS) {
      spot.problem(
          "too-many",
          "The streams have "
              + outputs
              + " outputs together; at most "
              + DefinitionLimits.OUTPUTS
              + " are allowed.",
          "Split the pipeline into several.");
    }
    return streams;
  }
}
