package dev.penstock.api.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The pipelines that somebody may see and touch, with their runs. Immutable.
 *
 * @param pipelines names, in which {@code *} stands for any characters; empty for all pipelines
 */
public record Scope(List<String> pipelines) {
  public static final Scope ALL = new Scope(List.of());

  /** What a part of a scope looks like. */
  public static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.*-]{1,100}");

  public Scope {
    pipelines = List.copyOf(pipelines);
  }

  public boolean all() {
    return pipelines.isEmpty();
  }

  public boolean allows(String pipeline) {
    return all() || pipelines.stream().anyMatch(glob -> matches(glob, pipeline));
  }

  /** The parts as patterns of SQL's {@code like}, whose escape is the backslash. */
  public List<String> like() {
    return pipelines.stream()
        .map(glob -> glob.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
        .map(glob -> glob.replace('*', '%'))
        .toList();
  }

  /** Goes back to the last star only, so that no pattern takes long. */
  private static boolean matches(String glob, String name) {
    int g = 0;
    int n = 0;
    int star = -1;
    int from = 0;
    while (n < name.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        from = n;
      } else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
        g++;
        n++;
      } else if (star >= 0) {
        g = star + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }
}
