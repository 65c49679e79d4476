package dev.penstock.definition.catalog;

import static dev.penstock.definition.catalog.FieldSchemas.column;
import static dev.penstock.definition.catalog.FieldSchemas.columnName;
import static dev.penstock.definition.catalog.FieldSchemas.field;
import static dev.penstock.definition.catalog.FieldSchemas.refine;
import static dev.penstock.definition.catalog.Schemas.described;
import static dev.penstock.definition.catalog.Schemas.either;
import static dev.penstock.definition.catalog.Schemas.list;
import static dev.penstock.definition.catalog.Schemas.map;
import static dev.penstock.definition.catalog.Schemas.name;
import static dev.penstock.definition.catalog.Schemas.ref;
import static dev.penstock.definition.catalog.Schemas.text;
import static dev.penstock.definition.catalog.Schemas.words;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.definition.CastType;
import dev.penstock.definition.DefinitionLimits;
import dev.penstock.definition.Names;
import dev.penstock.definition.Shape;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.definition.StepKind;
import java.util.List;

/**
 * The JSON Schema (draft 2020-12) of a definition, for editors. It covers the form: what a document
 * with a wrong form breaks here, the parser refuses too. The parser also refuses what no schema can
 * see: references, shared tables, cycles.
 */
public final class DefinitionSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<ConnectorSpec> sources;

  private DefinitionSchema(List<ConnectorSpec> sources) {
    this.sources = sources;
  }

  /**
   * Makes the schema.
   *
   * @param sources specs of the source connectors; where there are none, any format and option is
   *     allowed
   */
  public static ObjectNode generate(List<ConnectorSpec> sources) {
    return new DefinitionSchema(List.copyOf(sources)).root();
  }

  private ObjectNode root() {
    ObjectNode root = NODES.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Penstock pipeline");
    root.setAll(object(Shape.PIPELINE));
    ObjectNode definitions = root.putObject("$defs");
    for (Shape shape : Shape.values()) {
      if (shape != Shape.PIPELINE) {
        definitions.set(name(shape), shape == Shape.SOURCE ? source() : object(shape));
      }
    }
    definitions.set("step", step());
    return root;
  }

  private ObjectNode object(Shape shape) {
    ObjectNode object = NODES.objectNode();
    object.put("description", shape.description());
    object.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = NODES.objectNode();
    for (Shape.Field field : shape.fields()) {
      properties.set(field.name(), described(field(shape, field.name()), field.description()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    object.set("properties", properties);
    object.put("additionalProperties", false);
    refine(shape, object);
    return object;
  }

  private ObjectNode source() {
    ObjectNode source = object(Shape.SOURCE);
    if (sources.isEmpty()) {
      source.put("additionalProperties", true);
      return source;
    }
    source.remove("additionalProperties");
    source.put("unevaluatedProperties", false);
    ObjectNode format = (ObjectNode) source.at("/properties/format");
    ArrayNode formats = format.putArray("enum");
    ArrayNode byFormat = source.putArray("allOf");
    for (ConnectorSpec spec : sources) {
      formats.add(spec.name());
      ObjectNode rule = byFormat.addObject();
      ObjectNode when = rule.putObject("if");
      when.putArray("required").add("format");
      when.putObject("properties").putObject("format").put("const", spec.name());
      ObjectNode options = OptionSchema.of(spec);
      if (!spec.connectionTypes().isEmpty()) {
        options.withArray("required").add("connection");
      }
      rule.set("then", options);
    }
    return source;
  }

  private static ObjectNode step() {
    ObjectNode step = NODES.objectNode();
    step.put("description", "One step: a map with exactly one key.");
    step.put("type", "object");
    step.put("minProperties", 1);
    step.put("maxProperties", 1);
    ObjectNode properties = step.putObject("properties");
    for (StepKind kind : StepKind.values()) {
      properties.set(kind.word(), described(step(kind), kind.description()));
    }
    step.put("additionalProperties", false);
    return step;
  }

  private static ObjectNode step(StepKind kind) {
    return switch (kind) {
      case RENAME -> map(columnName(), column(), 1, DefinitionLimits.COLUMNS);
      case SAMPLE -> ref(Shape.SAMPLE);
      case SPLIT -> ref(Shape.SPLIT);
      case MASK -> map(columnName(), words(Masking.values()), 1, DefinitionLimits.COLUMNS);
      case SELECT, DROP -> list(column(), 1, DefinitionLimits.COLUMNS);
      case CAST ->
          map(
              columnName(),
              either(text(CastType.pattern()), ref(Shape.CASTING)),
              1,
              DefinitionLimits.COLUMNS);
      case FLATTEN -> either(column(), ref(Shape.FLATTEN));
      case LOOKUP -> ref(Shape.LOOKUP);
      case DERIVE -> map(columnName(), text(), 1, DefinitionLimits.COLUMNS);
      case VALIDATE -> list(ref(Shape.RULE), 1, DefinitionLimits.COLUMNS);
      case BRANCH ->
          map(
              "^(?!bronze$)" + Names.PART.substring(1),
              ref(Shape.BRANCH),
              1,
              DefinitionLimits.OUTPUTS);
      case AGGREGATE -> ref(Shape.AGGREGATE);
      case DEDUPLICATE ->
          either(list(column(), 1, DefinitionLimits.COLUMNS), ref(Shape.DEDUPLICATE));
      case JAVA -> {
        ObjectNode either = NODES.objectNode();
        either.putArray("oneOf").add(text(Names.STEP)).add(ref(Shape.JAVA));
        yield either;
      }
      case IMAGE -> ref(Shape.IMAGE);
      case FILTER, SQL -> text();
    };
  }
}
