package dev.penstock.definition.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import java.util.List;

/** The options of one connector as JSON Schema. */
final class OptionSchema {
  private OptionSchema() {}

  static ObjectNode of(ConnectorSpec spec) {
    return of(spec.options());
  }

  private static ObjectNode of(List<Option> options) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    ObjectNode properties = schema.putObject("properties");
    for (Option option : options) {
      ObjectNode property = properties.putObject(option.name());
      property.put("description", description(option));
      type(option, property);
      if (option.required()) {
        required.add(option.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private static String description(Option option) {
    return option.defaultValue().isEmpty()
        ? option.description()
        : option.description() + " Default: `" + option.defaultValue() + "`.";
  }

  private static void type(Option option, ObjectNode property) {
    switch (option.type()) {
      case TEXT -> words(option, property.put("type", "string"));
      case NUMBER -> property.put("type", "number");
      case BOOLEAN -> property.put("type", "boolean");
      case TEXT_LIST ->
          words(option, property.put("type", "array").putObject("items").put("type", "string"));
      case TEXT_MAP ->
          property
              .put("type", "object")
              .putObject("additionalProperties")
              .putArray("type")
              .add("string")
              .add("number")
              .add("boolean");
      case OBJECT -> {
        property.put("type", "object").put("additionalProperties", false);
        property.setAll(of(option.fields()));
      }
    }
  }

  private static void words(Option option, ObjectNode text) {
    if (!option.allowed().isEmpty()) {
      ArrayNode allowed = text.putArray("enum");
      option.allowed().forEach(allowed::add);
    }
  }
}
