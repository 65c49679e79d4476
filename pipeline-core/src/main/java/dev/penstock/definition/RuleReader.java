package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.StepDefinition.Rule;
import dev.penstock.jsonschema.DocumentSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a step, a source or an output. */
final class RuleReader {
  static final List<String> KINDS =
      List.of("not_null", "range", "pattern", "accepted_values", "json_schema", "check");

  /** A date, or a date and a time of day, with or without an offset. */
  static final String MOMENT =
      "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?";

  private static final Pattern MOMENT_PATTERN = Pattern.compile(MOMENT);

  /** The longest {@code rule}: it is a part of a key wherever it is counted. */
  private static final int WORDS = 200;

  private static final int DIGITS = 100;
  private static final int SHOWN = 500;

  private final Reading reading;

  RuleReader(Reading reading) {
    this.reading = reading;
  }

  List<Rule> read(Spot spot) {
    List<Rule> rules = new ArrayList<>();
    for (Spot item : spot.items("a list of rules", 1, DefinitionLimits.COLUMNS)) {
      rule(item).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> rule(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.RULE);
    String words = fields.text("rule", "a text that says what the rule demands");
    if (words.length() > WORDS) {
      fields
          .get("rule")
          .ifPresent(
              rule ->
                  rule.problem(
                      "too-long",
                      "has " + words.length() + " characters; at most " + WORDS + " are allowed.",
                      "Name the demand in a few words."));
    }
    Severity severity =
        fields
            .get("severity")
            .flatMap(word -> reading.word(word, Severity.values(), "severity"))
            .orElse(Severity.REJECT);
    List<String> given = KINDS.stream().filter(fields.entries()::containsKey).toList();
    if (spot.node().isObject() && given.size() != 1) {
      spot.problem(
          "one-rule-each",
          "has "
              + (given.isEmpty() ? "none" : given.size())
              + " of "
              + Spot.list(KINDS)
              + "; expected exactly one of them in each rule.",
          given.isEmpty() ? "" : "Start a new item with `- ` for each rule.");
    }
    if (given.equals(List.of("check")) && fields.get("rule").isEmpty()) {
      spot.problems()
          .add(
              "missing-field",
              Paths.child(spot.path(), "rule"),
              "is missing.",
              "Say in your words what the condition demands; shown with each reject.");
    }
    Demand first = null;
    for (String kind : given) {
      Demand demand = demand(kind, fields.entries().get(kind));
      first = first == null ? demand : first;
    }
    return Optional.ofNullable(first).map(demand -> new Rule(words, demand, severity));
  }

  private @Nullable Demand demand(String kind, @Nullable Spot spot) {
    if (spot == null) {
      return null;
    }
    return switch (kind) {
      case "not_null" -> new Demand.NotNull(reading.ownColumns(spot, 1));
      case "range" -> range(spot);
      case "pattern" -> pattern(spot);
      case "accepted_values" -> accepted(spot);
      case "json_schema" -> schema(spot);
      default -> new Demand.Check(spot.text("a text with a DuckDB condition"));
    };
  }

  Demand.Range range(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.RANGE);
    Optional<String> min = fields.get("min").flatMap(RuleReader::bound);
    Optional<String> max = fields.get("max").flatMap(RuleReader::bound);
    if (spot.node().isObject() && fields.get("min").isEmpty() && fields.get("max").isEmpty()) {
      spot.problem("missing-field", "has no bound; expected min, max or both.", "");
    }
    if (min.isPresent() && max.isPresent()) {
      ordered(min.get(), max.get(), spot);
    }
    return new Demand.Range(column(fields), min, max);
  }

  private static void ordered(String min, String max, Spot spot) {
    boolean moment = moment(min);
    if (moment != moment(max)) {
      spot.problem("bad-bounds", "One bound is a number, the other a date.", "");
    } else if (!moment && new BigDecimal(min).compareTo(new BigDecimal(max)) > 0) {
      spot.problem("bad-bounds", "min (" + min + ") is more than max (" + max + ").", "");
    } else if (moment && min.substring(0, 10).compareTo(max.substring(0, 10)) > 0) {
      spot.problem("bad-bounds", "min (" + min + ") is after max (" + max + ").", "");
    }
  }

  /** Whether a bound is a date or timestamp and not a number. */
  private static boolean moment(String bound) {
    return MOMENT_PATTERN.matcher(bound).matches();
  }

  private static Optional<String> bound(Spot spot) {
    JsonNode node = spot.node();
    String text = node.isNumber() || node.isTextual() ? node.asText().strip() : "";
    if (moment(text) || isNumber(text)) {
      return Optional.of(text);
    }
    spot.wrongType("a number, or a date or timestamp such as `2026-01-31`");
    return Optional.empty();
  }

  private static boolean isNumber(String text) {
    if (text.length() > DIGITS) {
      return false;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.precision() - number.scale()) <= 400
          && Math.abs((long) number.scale()) <= 400;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Demand pattern(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.PATTERN);
    return new Demand.Pattern(
        column(fields), fields.text("regex", "a text with a regular expression"));
  }

  Demand.AcceptedValues accepted(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.ACCEPTED_VALUES);
    List<JsonNode> values = new ArrayList<>();
    for (Spot item :
        fields
            .get("values")
            .map(list -> list.items("a list of values", 1, DefinitionLimits.COLUMNS))
            .orElse(List.of())) {
      JsonNode node = item.node();
      if (!node.isTextual() && !node.isBoolean() && !(node.isNumber() && isNumber(node.asText()))) {
        item.wrongType("a text, a number, true or false");
      } else {
        values.add(node);
      }
    }
    return new Demand.AcceptedValues(column(fields), values);
  }

  private @Nullable Demand schema(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.JSON_SCHEMA);
    String column = column(fields);
    Optional<Spot> schema = fields.get("schema");
    if (schema.isEmpty()) {
      return null;
    }
    if (!(schema.get().node() instanceof ObjectNode object)) {
      schema.get().wrongType("a map, the JSON Schema itself");
      return null;
    }
    try {
      DocumentSchema.of(object);
    } catch (IllegalArgumentException e) {
      String why = Paths.shown(String.valueOf(e.getMessage()), SHOWN);
      schema.get().problem("bad-schema", "This schema cannot be used: " + why + ".", "");
    }
    return new Demand.JsonSchema(column, object);
  }

  private String column(Spot.Fields fields) {
    String column = fields.text("column", "a text that names a column");
    fields
        .get("column")
        .filter(spot -> !column.isEmpty())
        .ifPresent(spot -> reading.notReserved(column, spot));
    return column;
  }
}
