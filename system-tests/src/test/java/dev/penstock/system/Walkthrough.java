package dev.penstock.system;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page of documentation has its reader do: a comment before a fenced block says what becomes
 * of it ({@code file: PATH}, {@code append to PATH}, {@code replace in PATH}: the line that the
 * block begins with is replaced by the block), and a {@code console} block holds commands behind
 * {@code $} with what they answer.
 */
final class Walkthrough {
  private static final Pattern FENCED =
      Pattern.compile(
          "(?:<!-- (file:|append to|replace in) (\\S+) -->\\n)?```(\\w+)\\n(.*?)\\n```",
          Pattern.DOTALL);

  private static final Pattern COMMAND = Pattern.compile("^\\$ ", Pattern.MULTILINE);

  private Walkthrough() {}

  /** A thing to do. */
  sealed interface Step {}

  /** Writes a file, adds to its end, or puts the text in the place of the text's first line. */
  record Write(String how, String path, String text) implements Step {}

  /**
   * Types a command.
   *
   * @param answer lines; {@code …} stands for any text in a line, alone for any lines
   */
  record Type(String command, List<String> answer) implements Step {}

  static List<Step> read(String page) {
    List<Step> steps = new ArrayList<>();
    Matcher blocks = FENCED.matcher(page);
    while (blocks.find()) {
      String text = blocks.group(4);
      if (blocks.group(1) != null) {
        steps.add(new Write(blocks.group(1), blocks.group(2), text + "\n"));
      } else if (blocks.group(3).equals("console")) {
        steps.addAll(commands(text));
      }
    }
    return steps;
  }

  private static List<Step> commands(String block) {
    List<Step> steps = new ArrayList<>();
    for (String part : COMMAND.split(block, -1)) {
      if (!part.isEmpty()) {
        List<String> lines = part.lines().toList();
        steps.add(new Type(lines.getFirst(), lines.subList(1, lines.size())));
      }
    }
    return steps;
  }

  /** Does a command's output say what the page says? How many blanks there are does not matter. */
  static boolean matches(List<String> answer, String output) {
    StringBuilder pattern = new StringBuilder();
    for (String line : answer) {
      if (line.equals("…")) {
        pattern.append("(?:.*\\n)*?");
      } else {
        String quoted = Pattern.quote(blanks(line)).replace("…", "\\E.*\\Q");
        pattern.append(quoted).append("\\n");
      }
    }
    StringBuilder text = new StringBuilder();
    output.lines().forEach(line -> text.append(blanks(line)).append('\n'));
    return text.toString().matches(pattern.toString());
  }

  private static String blanks(String line) {
    return line.stripTrailing().replaceAll(" +", " ");
  }
}
