package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a {@link StepDefinition.Rule} demands of a record. Only {@link NotNull} is broken by NULL.
 */
public sealed interface Demand {
  /** The word of a definition that stands for it. */
  String word();

  /** These columns have a value. */
  record NotNull(List<String> columns) implements Demand {
    public NotNull {
      columns = List.copyOf(columns);
    }

    @Override
    public String word() {
      return "not_null";
    }

    /** The demand on one column in a few words. */
    public static String words(String column) {
      return column + " is not null";
    }
  }

  /**
   * Bounds of a number, date or timestamp, both inclusive; at least one is given.
   *
   * @param min a number, or a date or timestamp in its ISO form
   */
  record Range(String column, Optional<String> min, Optional<String> max) implements Demand {
    @Override
    public String word() {
      return "range";
    }

    /** The demand in a few words. */
    public String words() {
      return column + " " + bounds();
    }

    /** The bounds in a few words. */
    public String bounds() {
      if (min.isPresent() && max.isPresent()) {
        return "between " + min.get() + " and " + max.get();
      }
      return min.map(least -> "at least " + least).orElseGet(() -> "at most " + max.orElse(""));
    }
  }

  /**
   * A text, or another value as text, in which a regular expression is found.
   *
   * @param regex of RE2, found anywhere where it does not say otherwise with {@code ^} and {@code
   *     $}
   */
  record Pattern(String column, String regex) implements Demand {
    @Override
    public String word() {
      return "pattern";
    }

    /** The demand in a few words. */
    public String words() {
      return column + " matches " + Paths.shown(regex);
    }
  }

  /**
   * One of some values.
   *
   * @param values texts, numbers, true or false
   */
  record AcceptedValues(String column, List<JsonNode> values) implements Demand {
    private static final int SHOWN = 5;

    public AcceptedValues {
      values = List.copyOf(values);
    }

    @Override
    public String word() {
      return "accepted_values";
    }

    /** The demand in a few words. */
    public String words() {
      return column + " is " + list();
    }

    /** The values in a few words. */
    public String list() {
      String more = values.size() > SHOWN ? " and " + (values.size() - SHOWN) + " more" : "";
      return values.stream()
          .limit(SHOWN)
          .map(value -> Paths.shown(value.asText()))
          .collect(Collectors.joining(", ", "one of ", more));
    }
  }

  /**
   * A JSON document that fits a schema.
   *
   * @param schema the receiver must not change it
   */
  record JsonSchema(String column, ObjectNode schema) implements Demand {
    public JsonSchema {
      schema = schema.deepCopy();
    }

    @Override
    public String word() {
      return "json_schema";
    }

    /** The demand in a few words. */
    public String words() {
      return column + " fits its JSON Schema";
    }
  }

  /** A DuckDB condition; false breaks the rule, true and NULL do not (as in SQL CHECK). */
  record Check(String condition) implements Demand {
    @Override
    public String word() {
      return "check";
    }
  }
}
