package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Aggregate;
import dev.penstock.definition.StepDefinition.Aggregated;
import dev.penstock.definition.StepDefinition.Aggregation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads an {@code aggregate} step. */
final class AggregateStepReader {
  private static final List<String> FUNCTIONS =
      Stream.of(Aggregation.values()).map(f -> f.name().toLowerCase(Locale.ROOT)).toList();

  private static final String EXPECTED =
      "a text `function(expression)`, with a function of " + Spot.list(FUNCTIONS);

  private static final String ADVICE =
      "What cannot be put together from parts of the records needs them all at once: write a model.";

  private static final Pattern CALL =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*\\(", Pattern.DOTALL);
  private static final Pattern DISTINCT =
      Pattern.compile("\\s*(distinct|all)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private AggregateStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    Spot.Fields fields = spot.fields(Shape.AGGREGATE);
    List<String> by = fields.get("by").map(list -> reading.ownColumns(list, 1)).orElse(List.of());
    Map<String, String> taken = new LinkedHashMap<>();
    by.forEach(column -> taken.put(column.toLowerCase(Locale.ROOT), column));
    Map<String, Aggregated> values = new LinkedHashMap<>();
    fields
        .get("values")
        .map(map -> map.entries("a map of new column to " + EXPECTED, 1, DefinitionLimits.COLUMNS))
        .orElse(Map.of())
        .forEach(
            (column, value) -> {
              reading.newColumn(column, value);
              String other = taken.putIfAbsent(column.toLowerCase(Locale.ROOT), column);
              if (other != null) {
                value.problem(
                    "duplicate-column",
                    "is the same column as `" + Paths.shown(other) + "`.",
                    "Give each column a name of its own.");
              }
              aggregated(value).ifPresent(one -> values.put(column, one));
            });
    return new Aggregate(by, values);
  }

  private static Optional<Aggregated> aggregated(Spot spot) {
    String text = spot.text(EXPECTED);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher call = CALL.matcher(text);
    if (!call.lookingAt()) {
      spot.problem("bad-aggregate", "`" + Paths.shown(text) + "` is not " + EXPECTED + ".", ADVICE);
      return Optional.empty();
    }
    String function = call.group(1).toLowerCase(Locale.ROOT);
    if (!FUNCTIONS.contains(function)) {
      spot.problem(
          "unknown-function",
          "`" + Paths.shown(function) + "` cannot be put together from the parts of a stream.",
          NearMiss.advice(function, FUNCTIONS, "The functions") + " " + ADVICE);
      return Optional.empty();
    }
    int close = closing(text, call.end());
    if (close < 0 || !text.substring(close + 1).isBlank()) {
      spot.problem(
          "bad-aggregate",
          "`" + Paths.shown(text) + "` is more or less than one `function(expression)`.",
          "FILTER and OVER do not exist here: put a condition into the expression, as in `sum(CASE"
              + " WHEN paid THEN amount END)`. "
              + ADVICE);
      return Optional.empty();
    }
    String of = text.substring(call.end(), close).strip();
    Aggregation what = Aggregation.valueOf(function.toUpperCase(Locale.ROOT));
    if (DISTINCT.matcher(of).matches()) {
      spot.problem("bad-aggregate", "DISTINCT and ALL do not exist here.", ADVICE);
      return Optional.empty();
    }
    if (of.isEmpty() || (of.equals("*") && what != Aggregation.COUNT)) {
      spot.problem(
          "bad-aggregate",
          "`" + function + "` needs an expression in its brackets.",
          "Write `" + function + "(column)`.");
      return Optional.empty();
    }
    return Optional.of(new Aggregated(what, of));
  }

  /** Where the bracket before {@code from} is closed, outside of quotes; -1 where it is not. */
  private static int closing(String text, int from) {
    int depth = 1;
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
