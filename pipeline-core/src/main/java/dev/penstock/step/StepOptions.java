package dev.penstock.step;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options that a definition hands to a step. Reading one as what it is not throws a {@link
 * PermanentException} that names its place. Thread-safe.
 */
public final class StepOptions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private final ObjectNode node;
  private final String path;

  /**
   * @param path of the options in the definition
   */
  public StepOptions(ObjectNode node, String path) {
    this.node = node.deepCopy();
    this.path = path;
  }

  /** These options, for tests. */
  public static StepOptions of(Map<String, ?> options) {
    return new StepOptions(JSON.valueToTree(options), "options");
  }

  /** A text that must be there. */
  public String text(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw refused(name, "is missing; expected a text.");
    }
    return text(name, value);
  }

  /** A text. */
  public String text(String name, String otherwise) {
    JsonNode value = node.get(name);
    return value == null ? otherwise : text(name, value);
  }

  /** A whole number. */
  public long whole(String name, long otherwise) {
    JsonNode value = node.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refused(name, "must be a whole number.");
    }
    return value.longValue();
  }

  /** A number. */
  public double number(String name, double otherwise) {
    JsonNode value = node.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw refused(name, "must be a number.");
    }
    return value.doubleValue();
  }

  /** True or false. */
  public boolean truth(String name, boolean otherwise) {
    JsonNode value = node.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw refused(name, "must be true or false.");
    }
    return value.booleanValue();
  }

  /** A list of texts; empty where it is missing. */
  public List<String> texts(String name) {
    JsonNode value = node.get(name);
    List<String> texts = new ArrayList<>();
    if (value != null) {
      if (!value.isArray()) {
        throw refused(name, "must be a list of texts.");
      }
      for (int i = 0; i < value.size(); i++) {
        texts.add(text(name + "[" + i + "]", value.get(i)));
      }
    }
    return texts;
  }

  /** Everything, as plain maps, lists, texts and numbers. */
  public Map<String, @Nullable Object> all() {
    return JSON.convertValue(node, MAP);
  }

  /** Refuses options of other names than these. */
  public void only(String... names) {
    for (Map.Entry<String, JsonNode> option : node.properties()) {
      if (!List.of(names).contains(option.getKey())) {
        throw new PermanentException(
            new Problem(
                "unknown-option",
                path + "." + option.getKey(),
                "The step has no such option.",
                NearMiss.advice(
                    option.getKey(), new TreeSet<>(List.of(names)), "The options of the step")));
      }
    }
  }

  /**
   * What to throw where an option's value cannot be used.
   *
   * @param name of the option
   * @param message a sentence that goes on behind the option's place
   */
  public PermanentException refused(String name, String message) {
    return new PermanentException(Problem.of("bad-option", path + "." + name, message));
  }

  private String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw refused(name, "must be a text.");
    }
    return value.textValue();
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
