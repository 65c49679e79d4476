package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds calls that could build a value of any size from a small one. DuckDB's memory limit does not
 * cover a single value, and its time-out does not interrupt the making of one; so the size must be
 * written down as a number and be small.
 */
final class Unbounded {
  private static final int LARGEST = 10_000;

  /** Function to the first argument that sets the size; those behind it count too. */
  private static final Map<String, Integer> SIZED =
      Map.ofEntries(
          Map.entry("repeat", 1),
          Map.entry("lpad", 1),
          Map.entry("rpad", 1),
          Map.entry("range", 0),
          Map.entry("generate_series", 0),
          Map.entry("list_resize", 1),
          Map.entry("array_resize", 1),
          Map.entry("bitstring", 1));

  /** Functions whose first argument is a pattern with widths. */
  private static final Set<String> FORMATS = Set.of("format", "printf");

  private static final Pattern WIDE = Pattern.compile("\\d{5,}|\\*|\\{[^}]*\\{");

  private Unbounded() {}

  /** What is wrong, if anything. */
  static Optional<String> find(SqlTree tree) {
    // A table function streams its rows, within the limits of time and memory.
    List<JsonNode> streaming =
        tree.ofType("TABLE_FUNCTION").stream().map(n -> n.path("function")).toList();
    for (JsonNode call : tree.ofClass("FUNCTION")) {
      if (FORMATS.contains(name(call)) && !isPlainPattern(call)) {
        return Optional.of(
            name(call) + " needs its pattern as a text with widths of at most 4 digits.");
      }
      boolean streams = streaming.stream().anyMatch(s -> s == call);
      if (isSized(call) && !streams) {
        if (!isSmall(call)) {
          return Optional.of(
              name(call) + " needs its size as a whole number of at most " + LARGEST + ".");
        }
        boolean nested =
            SqlTree.nodes(call.path("arguments")).stream().anyMatch(Unbounded::isSized);
        if (nested) {
          return Optional.of(name(call) + " cannot take the result of another such function.");
        }
      }
    }
    for (JsonNode lambda : tree.ofClass("LAMBDA")) {
      Optional<JsonNode> call =
          SqlTree.nodes(lambda).stream().filter(Unbounded::isSized).findFirst();
      if (call.isPresent()) {
        return Optional.of(name(call.get()) + " is not possible for each element of a list.");
      }
    }
    return Optional.empty();
  }

  private static boolean isSized(JsonNode node) {
    return node.path("class").asText().equals("FUNCTION") && SIZED.containsKey(name(node));
  }

  private static boolean isSmall(JsonNode call) {
    int first = SIZED.getOrDefault(name(call), 0);
    // The last argument of a pad is its filling; only the size itself is looked at.
    int last = first == 0 ? call.path("arguments").size() : first + 1;
    for (int i = first; i < last; i++) {
      JsonNode literal = call.path("arguments").path(i).path("expression").path("literal");
      boolean small =
          literal.path("kind").asText().equals("INTEGER")
              && literal.path("text").asText().matches("\\d{1,5}")
              && Integer.parseInt(literal.path("text").asText()) <= LARGEST;
      if (!small) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlainPattern(JsonNode call) {
    JsonNode literal = call.path("arguments").path(0).path("expression").path("literal");
    return literal.path("kind").asText().equals("STRING")
        && !WIDE.matcher(literal.path("text").asText()).find();
  }

  private static String name(JsonNode call) {
    return Quoted.key(call.path("function_name").asText());
  }
}
