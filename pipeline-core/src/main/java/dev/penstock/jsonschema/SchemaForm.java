package dev.penstock.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a schema must look like before it is used. */
final class SchemaForm {
  private static final int LARGEST = 200_000;
  private static final List<String> FAR = List.of("$dynamicRef", "$recursiveRef", "$vocabulary");

  private static final Map<SpecificationVersion, Schema> OF_SCHEMAS = new ConcurrentHashMap<>();

  private SchemaForm() {}

  private static Schema ofSchemas(SpecificationVersion version) {
    return SchemaRegistry.withDefaultDialect(version)
        .getSchema(SchemaLocation.of(version.getDialectId()));
  }

  /** The draft that the schema is written in. */
  static Dialect dialect(ObjectNode schema) {
    return switch (version(schema)) {
      case DRAFT_4 -> Dialects.getDraft4();
      case DRAFT_6 -> Dialects.getDraft6();
      case DRAFT_7 -> Dialects.getDraft7();
      case DRAFT_2019_09 -> Dialects.getDraft201909();
      case DRAFT_2020_12 -> Dialects.getDraft202012();
    };
  }

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException with a message for the author
   */
  static void check(ObjectNode schema) {
    if (schema.toString().length() > LARGEST) {
      throw new IllegalArgumentException("it has more than " + LARGEST + " characters");
    }
    SpecificationVersion version = version(schema);
    references(schema, true);
    List<Error> mistakes =
        OF_SCHEMAS.computeIfAbsent(version, SchemaForm::ofSchemas).validate(schema);
    if (!mistakes.isEmpty()) {
      Error first = mistakes.getFirst();
      throw new IllegalArgumentException(
          "it is not a valid JSON Schema: "
              + first.getInstanceLocation()
              + " "
              + first.getMessage());
    }
  }

  private static SpecificationVersion version(ObjectNode schema) {
    JsonNode said = schema.path("$schema");
    if (said.isMissingNode()) {
      return SpecificationVersion.DRAFT_2020_12;
    }
    return SpecificationVersion.fromDialectId(said.asText())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`$schema` is not one of the drafts 4, 6, 7, 2019-09 and 2020-12"));
  }

  private static void references(JsonNode node, boolean root) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.equals("$ref") && value.isTextual() && !value.textValue().startsWith("#")) {
        throw new IllegalArgumentException(
            "`$ref` leads to "
                + value.textValue()
                + "; only places in this schema (`#/...`) can be"
                + " referred to");
      }
      boolean elsewhere = FAR.contains(name) || (!root && name.equals("$schema"));
      if (elsewhere && !value.isContainerNode()) {
        throw new IllegalArgumentException("`" + name + "` is not possible here");
      }
    }
    node.forEach(child -> references(child, false));
  }
}
