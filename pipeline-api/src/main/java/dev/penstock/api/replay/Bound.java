package dev.penstock.api.replay;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunOrder;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.runs.StreamOutputs;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Effective;
import dev.penstock.definition.ParameterDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version of a pipeline with the environment, the other values and the parameters of an earlier
 * run: rejects of that run belong beside its rows.
 *
 * @param effective what the replay goes by
 */
record Bound(PipelineDefinition definition, Effective effective) {
  private static final DefinitionParser PARSER = new DefinitionParser();

  /**
   * The current version for a replay; values of parameters that are gone are left out.
   *
   * @throws Refusal where the run's values do not fit it any more
   */
  static Bound of(Run of, String text) {
    try {
      Effective effective = Effective.of(text, wish(of, text));
      return new Bound(PARSER.parse(effective.differs() ? effective.text() : text), effective);
    } catch (PermanentException e) {
      throw new Refusal(CONFLICT, e.problems());
    }
  }

  /** A version as the run would have gone by it, or else as its author wrote it. */
  static PipelineDefinition loosely(Run of, String text) {
    try {
      return PARSER.parse(Effective.example(text, wish(of, text)).text());
    } catch (PermanentException e) {
      return PARSER.parse(text);
    }
  }

  /** The text that is kept with the replay: only where it is not the version's. */
  Optional<String> text() {
    return effective.differs() ? Optional.of(effective.text()) : Optional.empty();
  }

  RunOrder order(Run of, List<StreamOutputs> streams) {
    @Nullable String environment = of.order().environment();
    return new RunOrder(
        effective.parameters(),
        of.order().overrides(),
        environment,
        streams.stream().map(StreamOutputs::stream).toList(),
        0,
        RunTrigger.MANUAL);
  }

  private static Effective.Wish wish(Run of, String text) {
    Map<String, ParameterDefinition> known = PARSER.parse(text).operation().parameters();
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    of.order()
        .parameters()
        .forEach(
            (name, value) -> {
              if (known.containsKey(name)) {
                parameters.put(name, JsonNodeFactory.instance.textNode(value));
              }
            });
    return new Effective.Wish(
        Optional.ofNullable(of.order().environment()), parameters, of.order().overrides());
  }
}
