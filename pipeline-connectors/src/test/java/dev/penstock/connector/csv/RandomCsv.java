package dev.penstock.connector.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A random CSV text and what it means.
 *
 * @param text with a header {@code c1,c2,…}
 * @param rows values, an empty field as null
 * @param places line of each row
 */
record RandomCsv(
    String text, List<String> columns, List<List<@Nullable String>> rows, List<Long> places) {
  private static final String[] PIECES = {
    "a", "b", "strike", " ", "é", "ß", "日本", "🦆", ",", "\"", "\n", "\r\n", "\r", ";", "'", "0",
    "-17.5", "\\", "\t"
  };

  /**
   * @param lineEnd LF or CRLF
   * @param blankLines whether blank lines stand between records
   */
  static RandomCsv generate(
      RandomGenerator random, int columns, int rows, String lineEnd, boolean blankLines) {
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      names.add("c" + i);
    }
    text.append(String.join(",", names)).append(lineEnd);
    long line = 2;
    List<List<@Nullable String>> values = new ArrayList<>();
    List<Long> places = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      while (blankLines && random.nextInt(10) == 0) {
        text.append(lineEnd);
        line++;
      }
      List<@Nullable String> record = new ArrayList<>();
      places.add(line);
      for (int column = 0; column < columns; column++) {
        String value = value(random);
        boolean quoted = needsQuotes(value) || random.nextInt(4) == 0;
        text.append(column == 0 ? "" : ",");
        text.append(quoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value);
        record.add(value.isEmpty() ? null : value);
        line += value.replace("\r\n", "\n").chars().filter(c -> c == '\n' || c == '\r').count();
      }
      values.add(record);
      line++;
      text.append(row == rows - 1 && random.nextBoolean() ? "" : lineEnd);
    }
    return new RandomCsv(text.toString(), names, values, places);
  }

  private static String value(RandomGenerator random) {
    StringBuilder value = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      value.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return value.toString();
  }

  private static boolean needsQuotes(String value) {
    return value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
  }
}
