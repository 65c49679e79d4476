package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How long a value an expression could make of short ones. DuckDB's memory limit does not see texts
 * while they are made, so what grows them without measure, such as {@code hex(hex(hex(...)))} or a
 * chain of {@code a || a}, must be seen before it runs. An estimate: columns count as {@link
 * #COLUMN} characters where it is not known that a step made them longer.
 */
final class Growth {
  /** What a column of the source counts as. */
  static final double COLUMN = 1_000;

  /** The most that a value may be estimated at. */
  static final double LARGEST = 20_000_000;

  private static final double OTHER = 16;
  private static final double PARAMETER = 30;
  private static final double WIDTH = 3_000;

  /** Functions whose result is so many times as long as their arguments. */
  private static final Map<String, Integer> TIMES =
      Map.ofEntries(
          Map.entry("hex", 2),
          Map.entry("to_hex", 2),
          Map.entry("bin", 8),
          Map.entry("to_binary", 8),
          Map.entry("base64", 2),
          Map.entry("to_base64", 2),
          Map.entry("url_encode", 3),
          Map.entry("regexp_escape", 2),
          Map.entry("create_sort_key", 3),
          Map.entry("to_json", 6),
          Map.entry("json_quote", 6),
          Map.entry("json_array", 6),
          Map.entry("json_object", 6),
          Map.entry("array_to_json", 6),
          Map.entry("row_to_json", 6),
          Map.entry("json_pretty", 20));

  private static final Set<String> FORMATS =
      Set.of("format", "printf", "strftime", "formatreadablesize");

  /** The result of a step goes back in; nothing bounds how often. */
  static final Set<String> FOLDS = Set.of("list_reduce", "array_reduce", "reduce");

  private final ToDoubleFunction<String> columns;
  private final Set<String> parameters = new HashSet<>();

  private Growth(ToDoubleFunction<String> columns) {
    this.columns = columns;
  }

  /**
   * The estimate of an expression.
   *
   * @param columns the size of a column by its key
   */
  static double of(JsonNode expression, ToDoubleFunction<String> columns) {
    return new Growth(columns).size(expression);
  }

  /** The estimate of a query's largest value: its queries inside of queries multiply. */
  static double ofQuery(SqlTree tree, ToDoubleFunction<String> columns) {
    double size = COLUMN;
    for (JsonNode select : tree.ofType("SELECT_NODE")) {
      double most = COLUMN;
      for (JsonNode call : own(select)) {
        most = Math.max(most, of(call, columns));
      }
      size *= most / COLUMN;
    }
    return size;
  }

  /** The outermost calls of a query, without those of the queries in it. */
  private static List<JsonNode> own(JsonNode select) {
    List<JsonNode> calls = new ArrayList<>();
    select.forEach(child -> own(child, calls));
    return calls;
  }

  private static void own(JsonNode node, List<JsonNode> calls) {
    if (node.path("type").asText().equals("TABLE_FUNCTION")) {
      // Its rows stream, whatever their number.
      node.path("function").path("arguments").forEach(child -> own(child, calls));
    } else if (node.path("class").asText().equals("FUNCTION")) {
      calls.add(node);
    } else if (!node.path("type").asText().equals("SELECT_NODE")) {
      node.forEach(child -> own(child, calls));
    }
  }

  private double size(JsonNode node) {
    return switch (node.path("class").asText()) {
      case "COLUMN_REF" -> column(node);
      case "CONSTANT" -> OTHER + node.path("literal").path("text").asText().length();
      case "LAMBDA" -> lambda(node);
      case "FUNCTION" -> call(node);
      default -> sum(node);
    };
  }

  private double sum(JsonNode node) {
    double sum = OTHER;
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        sum += size(child);
      }
    }
    return sum;
  }

  private double column(JsonNode node) {
    JsonNode names = node.path("column_names");
    String key = Quoted.key(names.path(names.size() - 1).asText());
    return parameters.contains(key) ? PARAMETER : columns.applyAsDouble(key);
  }

  private double lambda(JsonNode node) {
    new SqlTree(node.path("lhs"))
        .columns()
        .forEach(parameter -> parameters.add(Quoted.key(parameter.getLast())));
    return size(node.path("expr"));
  }

  private double call(JsonNode call) {
    List<JsonNode> arguments = new ArrayList<>();
    call.path("arguments").forEach(argument -> arguments.add(argument.path("expression")));
    double sum = OTHER;
    double each = 1;
    for (JsonNode argument : arguments) {
      if (argument.path("class").asText().equals("LAMBDA")) {
        each *= size(argument);
      } else {
        sum += size(argument);
      }
    }
    String name = Quoted.key(call.path("function_name").asText());
    return switch (name) {
      case "repeat", "list_resize", "array_resize" ->
          size(arguments, 0) * Math.max(1, number(arguments, 1));
      case "lpad", "rpad" -> sum + 4 * number(arguments, 1);
      case "range", "generate_series" -> arguments.stream().mapToDouble(Growth::number).sum() * 8;
      case "replace" ->
          size(arguments, 0) * Math.max(1, (size(arguments, 2) - OTHER) / length(arguments, 1));
      case "regexp_replace" -> size(arguments, 0) * (1 + size(arguments, 2));
      case "array_to_string",
          "list_string_agg",
          "list_aggregate",
          "array_aggregate",
          "list_aggr",
          "array_aggr" ->
          size(arguments, 0) * (1 + size(arguments, arguments.size() - 1));
      case "concat_ws" -> sum + arguments.size() * size(arguments, 0);
      default ->
          (FORMATS.contains(name) ? sum * WIDTH / 10 : sum * each) * TIMES.getOrDefault(name, 1);
    };
  }

  private double size(List<JsonNode> arguments, int index) {
    return index < 0 || index >= arguments.size() ? OTHER : size(arguments.get(index));
  }

  private static double number(List<JsonNode> arguments, int index) {
    return index >= arguments.size() ? 1 : number(arguments.get(index));
  }

  /** What {@link Unbounded} lets through is a small number. */
  private static double number(JsonNode node) {
    String text = node.path("literal").path("text").asText();
    return text.matches("\\d{1,9}") ? Double.parseDouble(text) : 1;
  }

  private static double length(List<JsonNode> arguments, int index) {
    JsonNode literal = index >= arguments.size() ? null : arguments.get(index).path("literal");
    return literal == null ? 1 : Math.max(1, literal.path("text").asText().length());
  }
}
