package dev.penstock.definition.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.Paths;
import dev.penstock.definition.Shape;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Compares the options that an author wrote with those that a connector takes. */
final class OptionCheck {
  private OptionCheck() {}

  static void check(
      ConnectorSpec spec, ObjectNode options, String path, Consumer<Problem> problems) {
    List<String> names =
        Stream.concat(
                Shape.SOURCE.fields().stream().map(Shape.Field::name),
                spec.options().stream().map(Option::name))
            .toList();
    String owner = "the format `" + spec.name() + "`";
    options(spec.options(), names, owner, options, path, problems);
  }

  private static void options(
      List<Option> known,
      List<String> names,
      String owner,
      ObjectNode options,
      String path,
      Consumer<Problem> problems) {
    options
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                problems.accept(
                    new Problem(
                        "unknown-option",
                        Paths.child(path, name),
                        "is not an option of " + owner + ".",
                        NearMiss.advice(name, names, "The fields here")));
              }
            });
    for (Option option : known) {
      String where = Paths.child(path, option.name());
      JsonNode value = options.get(option.name());
      if (value != null) {
        value(option, value, where, problems);
      } else if (option.required()) {
        problems.accept(new Problem("missing-option", where, "is missing.", option.description()));
      }
    }
  }

  private static void value(
      Option option, JsonNode value, String where, Consumer<Problem> problems) {
    if (!hasType(option.type(), value)) {
      String advice =
          option.type() == OptionType.TEXT && value.isValueNode() && !value.isNull()
              ? "Put the value in quotes."
              : "";
      problems.accept(
          new Problem("wrong-type", where, "expected " + expected(option.type()) + ".", advice));
    } else if (option.type() == OptionType.OBJECT) {
      List<String> names = option.fields().stream().map(Option::name).toList();
      options(
          option.fields(), names, "`" + option.name() + "`", (ObjectNode) value, where, problems);
    } else if (option.type() == OptionType.TEXT_LIST) {
      for (int i = 0; i < value.size(); i++) {
        allowed(option, value.get(i), Paths.item(where, i), problems);
      }
    } else {
      allowed(option, value, where, problems);
    }
  }

  private static void allowed(
      Option option, JsonNode value, String where, Consumer<Problem> problems) {
    if (!option.allowed().isEmpty() && !option.allowed().contains(value.asText())) {
      problems.accept(
          new Problem(
              "bad-option",
              where,
              "`" + Paths.shown(value.asText()) + "` is not a value of this option.",
              NearMiss.advice(value.asText(), option.allowed(), "The possible values")));
    }
  }

  private static boolean hasType(OptionType type, JsonNode value) {
    return switch (type) {
      case TEXT -> value.isTextual();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case TEXT_LIST -> value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
      case TEXT_MAP ->
          value.isObject()
              && value.valueStream().allMatch(item -> item.isValueNode() && !item.isNull());
      case OBJECT -> value.isObject();
    };
  }

  private static String expected(OptionType type) {
    return switch (type) {
      case TEXT -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case TEXT_LIST -> "a list of texts";
      case TEXT_MAP -> "a map of names to texts";
      case OBJECT -> "a map";
    };
  }
}
