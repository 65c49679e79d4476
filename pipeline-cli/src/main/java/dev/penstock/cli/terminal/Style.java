package dev.penstock.cli.terminal;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Colours of a terminal, by what they mean. */
public enum Style {
  GOOD("32"),
  BAD("31"),
  CARE("33"),
  PLACE("36"),
  DIM("2"),
  BOLD("1");

  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(SUCCEEDED|balanced|passed|FAILED|NOT BALANCED|unexpected|missing|CANCELLED|PAUSED"
              + "|QUEUED|warned|skipped|RUNNING|AUDITING|PUBLISHING)\\b");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String paint(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** Colours the words of a line that say how something went; widths stay. */
  static String words(String line) {
    return WORDS.matcher(line).replaceAll(Style::word);
  }

  private static String word(MatchResult found) {
    Style style =
        switch (found.group()) {
          case "SUCCEEDED", "balanced", "passed" -> GOOD;
          case "FAILED", "NOT BALANCED", "unexpected", "missing" -> BAD;
          case "RUNNING", "AUDITING", "PUBLISHING" -> PLACE;
          default -> CARE;
        };
    return style.paint(found.group());
  }
}
