package dev.penstock.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentSchemaTest {
  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean fits(String schema, String document) {
    return DocumentSchema.of(json(schema))
        .mistake(document.replace('\'', '"'), () -> false)
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema"
      })
  void everyDraftIsUnderstood(String draft) {
    String schema =
        "{'$schema': '%s', 'definitions': {'n': {'type': 'integer'}}, 'properties': {'a': {'$ref': '#/definitions/n'}}}"
            .formatted(draft);
    assertThat(fits(schema, "{'a': 1}")).isTrue();
    assertThat(fits(schema, "{'a': 'x'}")).isFalse();
  }

  @Test
  void aSchemaHasAnIdentityAndAnchors() {
    String schema =
        "{'$id': 'https://example.com/thing', '$ref': '#n', '$defs': {'x': {'$anchor': 'n', 'type': 'integer'}}}";
    assertThat(fits(schema, "1")).isTrue();
    assertThat(fits(schema, "'x'")).isFalse();
  }

  @Test
  void aTreeMayReferToItself() {
    String tree =
        "{'type': 'object', 'properties': {'left': {'$ref': '#'}, 'right': {'$ref': '#'}}}";
    assertThat(fits(tree, "{'left': {'right': {}}}")).isTrue();
    assertThat(fits(tree, "{'left': {'right': 1}}")).isFalse();
    assertThat(fits(tree, "{'left':".repeat(150) + "{}" + "}".repeat(150))).isTrue();
    assertThat(DocumentSchema.of(json(tree)).mistake("{\"left\":".repeat(5_000), () -> false))
        .hasValueSatisfying(mistake -> assertThat(mistake).startsWith("is not JSON"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'$ref': 'http://127.0.0.1:1/schema.json'} | leads to http://127.0.0.1:1",
        "{'properties': {'a': {'items': {'$ref': 'https://example.com/x'}}}} | leads to",
        "{'$ref': 'file:///etc/passwd'} | leads to",
        "{'$ref': 'other.json#/a'} | leads to",
        "{'$ref': 'classpath:draft-07'} | leads to",
        "{'$ref': 'https://json-schema.org/draft/2020-12/schema'} | leads to",
        "{'$schema': 'http://127.0.0.1:1/meta'} | $schema",
        "{'properties': {'a': {'$schema': 'http://127.0.0.1:1/meta'}}} | $schema",
        "{'$dynamicRef': 'http://127.0.0.1:1/x'} | $dynamicRef",
        "{'$id': 'http://127.0.0.1:1/a', '$ref': '#/$defs/none'} | none",
        "{'$ref': '#'} | without end",
        "{'allOf': [{'$ref': '#/$defs/a'}], '$defs': {'a': {'anyOf': [{'$ref': '#/$defs/a'}]}}} | without end",
        "{'type': 'nmber'} | not a valid JSON Schema",
        "{'properties': 5} | not a valid JSON Schema",
        "{'pattern': '('} | (",
        "{'pattern': '(?=a)b'} | (?=",
        "{'properties': {'a': {'patternProperties': {'[': {}}}}} | [",
      })
  void aSchemaThatCannotBeUsedIsRefused(String schema, String message) {
    assertThatThrownBy(() -> DocumentSchema.of(json(schema)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void numbersKeepTheirDigits() {
    assertThat(fits("{'multipleOf': 0.01}", "123456789012345678.01")).isTrue();
  }
}
