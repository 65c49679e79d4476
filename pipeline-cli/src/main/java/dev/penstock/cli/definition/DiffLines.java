package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Style;
import java.util.ArrayList;
import java.util.List;

/** The lines of a difference as the API answers them, with some that are the same around them. */
final class DiffLines {
  private static final int AROUND = 3;

  private DiffLines() {}

  static void show(Console console, String title, JsonNode lines) {
    console.line(console.paint(Style.BOLD, title));
    List<JsonNode> all = new ArrayList<>();
    lines.forEach(all::add);
    boolean gap = false;
    for (int i = 0; i < all.size(); i++) {
      if (near(all, i)) {
        if (gap) {
          console.line(console.paint(Style.PLACE, "@@"));
        }
        gap = false;
        console.line(line(console, all.get(i)));
      } else {
        gap = true;
      }
    }
  }

  private static boolean near(List<JsonNode> all, int at) {
    for (int i = Math.max(0, at - AROUND); i <= Math.min(all.size() - 1, at + AROUND); i++) {
      if (!" ".equals(op(all.get(i)))) {
        return true;
      }
    }
    return false;
  }

  private static String op(JsonNode line) {
    return line.path("op").asText(" ");
  }

  private static String line(Console console, JsonNode line) {
    String text = op(line) + line.path("text").asText();
    return switch (op(line)) {
      case "+" -> console.paint(Style.GOOD, text);
      case "-" -> console.paint(Style.BAD, text);
      default -> text;
    };
  }
}
