package dev.penstock.definition;

import java.util.regex.Pattern;

/**
 * Places in a definition as messages name them: {@code streams.orders.steps[2].cast.amount}, and
 * {@code cast["Cost Total $"]} where a key is not a plain word.
 */
public final class Paths {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final int SHOWN = 80;

  private Paths() {}

  /** The path of a field of the map at {@code path}, which is empty for the whole definition. */
  public static String child(String path, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return path + "[\"" + shown(key) + "\"]";
    }
    return path.isEmpty() ? shown(key) : path + "." + shown(key);
  }

  /** The path of an item of the list at {@code path}, counted from 0. */
  public static String item(String path, int index) {
    return path + "[" + index + "]";
  }

  /** A text of the author's as messages show it: on one line and not too long. */
  public static String shown(String text) {
    return shown(text, SHOWN);
  }

  /** The same with at most so many characters. */
  public static String shown(String text, int most) {
    String cut = text.length() <= most ? text : text.substring(0, most) + "…";
    return cut.replaceAll("\\p{Cntrl}", " ");
  }
}
