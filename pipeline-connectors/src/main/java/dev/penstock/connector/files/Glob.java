package dev.penstock.connector.files;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of paths: {@code *} and {@code ?} stand for characters of one name, {@code **} as a
 * whole name for any number of folders (or, at the end, for every file below), and {@code {a,b}}
 * for either text. No wildcard matches a leading dot. Matching takes time in proportion to pattern
 * and path. Immutable, thread-safe.
 */
public final class Glob {
  /** The most folders of a pattern. */
  private static final int MAX_PARTS = 32;

  /** The most patterns that braces may stand for. */
  private static final int MAX_CHOICES = 100;

  private static final String ANY_FOLDERS = "**";

  private final List<List<String>> choices;

  private Glob(List<List<String>> choices) {
    this.choices = List.copyOf(choices);
  }

  /** Whether a path is a pattern and not the name of one file. */
  public static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> c == '*' || c == '?' || c == '{');
  }

  /**
   * What is wrong with a path or pattern as one below a root, in one sentence, or {@code null}: it
   * must be relative, without {@code ..}, and name a file.
   */
  public static @Nullable String fault(String path) {
    String fault = faultOfFile(path);
    if (fault != null) {
      return fault;
    }
    List<String> spelled = new ArrayList<>();
    if (!expand(path, spelled)) {
      return "Its braces are not closed, lie in each other, or stand for more than "
          + MAX_CHOICES
          + " patterns.";
    }
    for (String choice : spelled) {
      fault = faultOfFile(choice);
      if (fault != null) {
        return fault;
      }
      if (parts(choice).size() > MAX_PARTS) {
        return "It has more than " + MAX_PARTS + " folders.";
      }
    }
    return null;
  }

  /** What is wrong with the path of one file, in which no character is a wildcard. */
  public static @Nullable String faultOfFile(String path) {
    if (path.isBlank() || path.endsWith("/")) {
      return "A file name was expected.";
    }
    if (path.indexOf('\0') >= 0) {
      return "It holds a character that no path may have.";
    }
    if (path.startsWith("/")) {
      return "An absolute path is refused.";
    }
    List<String> parts = parts(path);
    if (parts.contains("..")) {
      return "A path with .. is refused.";
    }
    return parts.isEmpty() ? "A file name was expected." : null;
  }

  /** A pattern without a {@link #fault}. */
  public static Glob of(String pattern) {
    List<String> spelled = new ArrayList<>();
    expand(pattern, spelled);
    return new Glob(spelled.stream().map(Glob::parts).toList());
  }

  /**
   * The folder in which all files that match lie, without wildcards; empty or ending in a slash.
   */
  public String folder() {
    List<String> common = new ArrayList<>();
    List<String> first = choices.getFirst();
    for (int i = 0; i < first.size() - 1; i++) {
      int at = i;
      String part = first.get(i);
      if (isPattern(part)
          || !choices.stream().allMatch(c -> at < c.size() - 1 && c.get(at).equals(part))) {
        break;
      }
      common.add(part);
    }
    return common.stream().map(part -> part + "/").collect(Collectors.joining());
  }

  /** Whether files of other folders than {@link #folder} may match. */
  public boolean inManyFolders() {
    long folders = folder().chars().filter(c -> c == '/').count();
    return choices.stream()
        .anyMatch(c -> c.size() != folders + 1 || c.getLast().equals(ANY_FOLDERS));
  }

  /** What all files that match start with: {@link #folder} and the beginning of the name. */
  public String prefix() {
    String folder = folder();
    if (choices.size() > 1 || inManyFolders()) {
      return folder;
    }
    String name = choices.getFirst().getLast();
    int end = 0;
    while (end < name.length() && !isPattern(name.substring(end, end + 1))) {
      end++;
    }
    return folder + name.substring(0, end);
  }

  /** Whether a file with this path matches. */
  public boolean matches(String path) {
    String[] names = path.split("/", -1);
    Step step = start();
    for (int i = 0; i < names.length - 1; i++) {
      step = step.into(names[i], false);
    }
    return step.accepts(names[names.length - 1]);
  }

  /** The root folder. */
  Step start() {
    long[] states = new long[choices.size()];
    for (int i = 0; i < states.length; i++) {
      states[i] = closed(choices.get(i), 1L);
    }
    return new Step(states);
  }

  /** A folder on the way: for each choice, the parts of the pattern that may match what follows. */
  final class Step {
    private final long[] states;

    private Step(long[] states) {
      this.states = states;
    }

    /** Whether no file below this folder can match. */
    boolean dead() {
      for (long state : states) {
        if (state != 0) {
          return false;
        }
      }
      return true;
    }

    /**
     * A folder in this one.
     *
     * @param link whether it is a link, into which {@code **} does not go
     */
    Step into(String name, boolean link) {
      long[] next = new long[states.length];
      for (int i = 0; i < states.length; i++) {
        List<String> parts = choices.get(i);
        for (int at = 0; at < parts.size(); at++) {
          if ((states[i] >>> at & 1) == 0) {
            continue;
          }
          if (parts.get(at).equals(ANY_FOLDERS)) {
            next[i] |= link || name.startsWith(".") ? 0 : 1L << at;
          } else if (at < parts.size() - 1 && matches(parts.get(at), name)) {
            next[i] |= 1L << at + 1;
          }
        }
        next[i] = closed(parts, next[i]);
      }
      return new Step(next);
    }

    /** Whether a file in this folder matches. */
    boolean accepts(String name) {
      for (int i = 0; i < states.length; i++) {
        List<String> parts = choices.get(i);
        if ((states[i] >>> parts.size() - 1 & 1) != 0 && matches(parts.getLast(), name)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Folders of any number are also none. */
  private static long closed(List<String> parts, long state) {
    long closed = state;
    for (int at = 0; at < parts.size() - 1; at++) {
      if ((closed >>> at & 1) != 0 && parts.get(at).equals(ANY_FOLDERS)) {
        closed |= 1L << at + 1;
      }
    }
    return closed;
  }

  /** Compares a name with a pattern; going back to the last star only, it is never slow. */
  private static boolean matches(String pattern, String name) {
    if (name.startsWith(".") && !pattern.startsWith(".")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      boolean repeated =
          part.equals(ANY_FOLDERS) && !parts.isEmpty() && parts.getLast().equals(ANY_FOLDERS);
      if (!part.isEmpty() && !part.equals(".") && !repeated) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** Spells the braces out; false where they are wrong or too many. */
  private static boolean expand(String pattern, List<String> to) {
    int open = pattern.indexOf('{');
    if (open < 0) {
      to.add(pattern);
      return to.size() <= MAX_CHOICES;
    }
    int close = pattern.indexOf('}', open);
    if (close < 0 || pattern.lastIndexOf('{', close) > open) {
      return false;
    }
    for (String choice : pattern.substring(open + 1, close).split(",", -1)) {
      if (!expand(pattern.substring(0, open) + choice + pattern.substring(close + 1), to)) {
        return false;
      }
    }
    return true;
  }
}
