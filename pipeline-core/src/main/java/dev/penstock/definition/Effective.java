package dev.penstock.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run makes of its pipeline's definition: its environment's connections and values, then its
 * own other values, then its parameters, each in the parsed tree and never in the text. What comes
 * out is a definition without parameters and environments whose paths are the author's; it is still
 * to be validated like any other.
 *
 * @param text the definition that the run goes by, as JSON
 * @param parameters the values of all parameters
 * @param differs whether it is anything else than what the author wrote
 */
public record Effective(String text, Map<String, String> parameters, boolean differs) {
  /** Of all other values of a request together, in characters of JSON. */
  private static final int MAX_OVERRIDES = 65_536;

  private static final Set<String> OWN = Set.of("parameters", "environments");

  /** What speaks of parameters and is nothing to a run that has its values. */
  private static final Set<String> STARTS = Set.of("schedule", "backfill");

  private static final JsonMapper MAPPER = new JsonMapper();

  public Effective {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * What a run asks for.
   *
   * @param parameters values by name
   * @param overrides other values by path, which go before those of the environment
   */
  public record Wish(
      Optional<String> environment,
      Map<String, JsonNode> parameters,
      Map<String, JsonNode> overrides) {
    /** Nothing special. */
    public static final Wish NONE = new Wish(Optional.empty(), Map.of(), Map.of());

    public Wish {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
      overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }
  }

  /**
   * The definition of a run.
   *
   * @param text the author's definition
   * @throws PermanentException with everything that is wrong with the wish, each at its field:
   *     {@code parameters.from}, {@code environment}, {@code set["settings.runs"]}
   */
  public static Effective of(String text, Wish wish) {
    return of(text, wish, false);
  }

  /**
   * A definition to be looked at: parameters that nobody gives get an example of their type.
   *
   * @throws PermanentException as {@link #of}
   */
  public static Effective example(String text, Wish wish) {
    return of(text, wish, true);
  }

  private static Effective of(String text, Wish wish, boolean examples) {
    Problems own = new Problems();
    JsonNode document = Document.read(text, own);
    Spot root = Spot.root(document, own);
    Map<String, ParameterDefinition> parameters =
        root.child("parameters").map(ParametersReader::read).orElseGet(Map::of);
    Map<String, EnvironmentDefinition> environments =
        root.child("environments")
            .map(new EnvironmentsReader(document, parameters)::read)
            .orElseGet(Map::of);
    own.throwIfAny();
    if (!(document instanceof ObjectNode pipeline)) {
      throw new PermanentException(
          Problem.of("wrong-type", Spot.ROOT, "is not a map; expected a pipeline definition."));
    }
    boolean differs =
        wish.environment().isPresent()
            || !wish.overrides().isEmpty()
            || OWN.stream().anyMatch(pipeline::has);
    List<Problem> problems = new ArrayList<>();
    EnvironmentDefinition environment = environment(environments, wish, problems);
    Map<String, String> usual = new LinkedHashMap<>(environment.parameters());
    if (examples) {
      Binding.examples(parameters).forEach(usual::putIfAbsent);
    }
    Map<String, String> values =
        Values.all(parameters, wish.parameters(), usual, "parameters", problems::add);
    ObjectNode changed = changed(pipeline, environment);
    override(changed, environment, wish, problems);
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
    Problems binding = new Problems();
    JsonNode bound = Binding.bind(changed, parameters, values, binding);
    binding.throwIfAny();
    ((ObjectNode) bound).remove(OWN);
    ((ObjectNode) bound).remove(STARTS);
    return new Effective(json(bound), values, differs);
  }

  private static EnvironmentDefinition environment(
      Map<String, EnvironmentDefinition> environments, Wish wish, List<Problem> problems) {
    EnvironmentDefinition none = new EnvironmentDefinition(Map.of(), Map.of(), Map.of());
    if (wish.environment().isEmpty()) {
      return none;
    }
    String name = wish.environment().get();
    EnvironmentDefinition found = environments.get(name);
    if (found == null) {
      problems.add(
          new Problem(
              "unknown-environment",
              "environment",
              "The pipeline has no environment `" + Paths.shown(name) + "`.",
              NearMiss.advice(name, environments.keySet(), "The environments")));
      return none;
    }
    return found;
  }

  private static ObjectNode changed(ObjectNode pipeline, EnvironmentDefinition environment) {
    Map<String, String> connections = environment.connections();
    return (ObjectNode)
        Places.change(
                pipeline,
                (kind, text, path) ->
                    kind == Places.Kind.CONNECTION ? connections.getOrDefault(text, text) : text)
            .deepCopy();
  }

  private static void override(
      ObjectNode pipeline, EnvironmentDefinition environment, Wish wish, List<Problem> problems) {
    Overrides.apply(pipeline, environment.overrides(), "environment", problems::add);
    if (json(MAPPER.valueToTree(wish.overrides())).length() > MAX_OVERRIDES) {
      problems.add(
          Problem.of(
              "too-long",
              "set",
              "The values have more than " + MAX_OVERRIDES + " characters together."));
      return;
    }
    Overrides.apply(pipeline, wish.overrides(), "set", problems::add);
  }

  private static String json(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is JSON", e);
    }
  }
}
