package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Effective;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.Surroundings;
import dev.penstock.error.PermanentException;
import dev.penstock.transform.SqlCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A definition in a file as a run would go by it.
 *
 * @param definition with the environment's values and the parameters in their places
 */
public record EffectiveFile(Path path, PipelineDefinition definition) {
  static EffectiveFile read(Path path, Variation variation, Surroundings surroundings) {
    return read(path, variation.environment(), variation.parameters(), surroundings);
  }

  /**
   * Reads the file.
   *
   * @throws InvalidException with all mistakes
   */
  public static EffectiveFile read(
      Path path,
      @Nullable String environment,
      Map<String, String> parameters,
      Surroundings surroundings) {
    String text = new String(PipelineFile.bytes(path), StandardCharsets.UTF_8);
    try {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      parameters.forEach((name, value) -> values.put(name, TextNode.valueOf(value)));
      Effective.Wish wish = new Effective.Wish(Optional.ofNullable(environment), values, Map.of());
      Effective effective = Effective.of(text, wish);
      String gone = effective.differs() ? effective.text() : text;
      return new EffectiveFile(
          path, SqlCheck.check(new DefinitionParser().parse(gone, surroundings)));
    } catch (PermanentException e) {
      throw new InvalidException(Mistake.of(path, text, e.problems()));
    }
  }
}
