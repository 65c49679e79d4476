package dev.penstock.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement over a model that was built, of a kind that touches nothing else. {@link #parse} is
 * the only way to one: it knows the whole form of each kind, so that neither a second statement nor
 * another table finds room in it.
 *
 * @param text as the author wrote it
 * @param name what an index or statistics are called, where the author says it
 * @param before what stands in front of the name, {@code mid} between it and the table, {@code
 *     behind} after the table
 */
public record AfterStatement(
    Kind kind, String text, Optional<String> name, String before, String mid, String behind) {
  private static final String ID = "(?:[a-z_][a-z0-9_]*|\"x+\")";
  private static final String IDS = ID + "(?:\\s*,\\s*" + ID + ")*";
  private static final String THIS = "(?<this>\\{this})";
  private static final String LITERAL = "(?:'x*'|null)";
  private static final String OPTION =
      "[a-z_]+(?:\\.[a-z_]+)?(?:\\s*=\\s*(?:-?[0-9.]+|[a-z]+|'x*'))?";
  private static final String PRIVILEGE =
      "(?:select|insert|update|delete|truncate|references|trigger|all(?:\\s+privileges)?)";
  private static final String UNLESS = "(?:\\s+if\\s+not\\s+exists)?";

  private static final Pattern OPENING =
      Pattern.compile(
          "\\s*create\\s+(?:unique\\s+)?(?:index|statistics)" + UNLESS, Pattern.CASE_INSENSITIVE);

  private static final int MAX_LENGTH = 2_000;

  /** What may be done after a model was built. */
  public enum Kind {
    ANALYZE("analyze(?:\\s+verbose)?\\s+" + THIS + "(?:\\s*\\(\\s*" + IDS + "\\s*\\))?"),
    INDEX(
        "create\\s+(?:unique\\s+)?index"
            + UNLESS
            + "(?:\\s+(?!concurrently\\b)(?<name>"
            + ID
            + "))?\\s+on\\s+"
            + THIS
            + "\\s*(?:using\\s+"
            + ID
            + "\\s*)?\\(.*"),
    STATISTICS(
        "create\\s+statistics"
            + UNLESS
            + "(?:\\s+(?!on\\b)(?<name>"
            + ID
            + "))?\\s*(?:\\([^()]*\\)\\s*|\\s)on\\s.*\\sfrom\\s+"
            + THIS),
    COMMENT(
        "comment\\s+on\\s+(?:(?:table|view)\\s+"
            + THIS
            + "|column\\s+(?<column>\\{this})\\s*\\.\\s*"
            + ID
            + ")\\s+is\\s+"
            + LITERAL),
    GRANT(
        "grant\\s+"
            + PRIVILEGE
            + "(?:\\s*,\\s*"
            + PRIVILEGE
            + ")*\\s+on\\s+(?:table\\s+)?"
            + THIS
            + "\\s+to\\s+"
            + IDS
            + "(?:\\s+with\\s+grant\\s+option)?"),
    OPTIONS(
        "alter\\s+table\\s+"
            + THIS
            + "\\s+(?:set\\s*\\(\\s*"
            + OPTION
            + "(?:\\s*,\\s*"
            + OPTION
            + ")*\\s*\\)|alter\\s+(?:column\\s+)?"
            + ID
            + "\\s+set\\s+statistics\\s+-?[0-9]+)");

    private final Pattern form;

    Kind(String form) {
      this.form =
          Pattern.compile("\\s*" + form + "\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** Whether a view can have it. */
    boolean ofViews() {
      return this == COMMENT || this == GRANT;
    }

    /** Whether it makes something that has a name. */
    public boolean names() {
      return this == INDEX || this == STATISTICS;
    }
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException with what is wrong, for people
   */
  static AfterStatement parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("it has more than " + MAX_LENGTH + " characters");
    }
    String masked = mask(text);
    if (masked.indexOf("{this}") != masked.lastIndexOf("{this}") || !masked.contains("{this}")) {
      throw new IllegalArgumentException("`{this}` must stand in it once");
    }
    for (Kind kind : Kind.values()) {
      Matcher found = kind.form.matcher(masked);
      if (found.matches()) {
        return of(kind, text, found);
      }
    }
    throw new IllegalArgumentException("it is none of the statements that may stand here");
  }

  private static AfterStatement of(Kind kind, String text, Matcher found) {
    int at =
        kind == Kind.COMMENT && found.start("this") < 0
            ? found.start("column")
            : found.start("this");
    String behind = text.substring(at + "{this}".length());
    int start = kind.names() ? found.start("name") : -1;
    if (start >= 0) {
      return new AfterStatement(
          kind,
          text,
          Optional.of(plain(text.substring(start, found.end("name")))),
          text.substring(0, start),
          text.substring(found.end("name"), at),
          behind);
    }
    if (!kind.names()) {
      return new AfterStatement(kind, text, Optional.empty(), text.substring(0, at), "", behind);
    }
    Matcher opening = OPENING.matcher(text);
    if (!opening.lookingAt()) {
      throw new IllegalStateException("no opening: " + kind);
    }
    return new AfterStatement(
        kind,
        text,
        Optional.empty(),
        opening.group() + " ",
        " " + text.substring(opening.end(), at),
        behind);
  }

  private static String plain(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier.toLowerCase(Locale.ROOT);
  }

  /**
   * The statement over a relation.
   *
   * @param relation quoted
   * @param as the quoted name of what it makes; without meaning for other kinds
   */
  public String on(String relation, String as) {
    return kind.names() ? before + as + mid + relation + behind : before + relation + behind;
  }

  /** The same, where what it makes may be there already. */
  public String unlessThere(String relation, String as) {
    if (!kind.names() || before.toLowerCase(Locale.ROOT).contains("exists")) {
      return on(relation, as);
    }
    return before + "IF NOT EXISTS " + as + mid + relation + behind;
  }

  /** The text with what is quoted in it made harmless, of the same length. */
  private static String mask(String text) {
    StringBuilder masked = new StringBuilder();
    List<String> wrong = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        int end = end(text, at);
        masked.append(c).append("x".repeat(end - at - 2)).append(c);
        at = end;
      } else {
        forbidden(text, at).ifPresent(wrong::add);
        masked.append(c);
        at++;
      }
    }
    if (text.indexOf('\\') >= 0) {
      wrong.add("a backslash");
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong.getFirst() + " is not allowed in it");
    }
    return masked.toString();
  }

  private static Optional<String> forbidden(String text, int at) {
    if (text.startsWith("--", at) || text.startsWith("/*", at)) {
      return Optional.of("a comment");
    }
    return switch (text.charAt(at)) {
      case ';' -> Optional.of("`;`");
      case '$' -> Optional.of("`$`");
      default -> Optional.empty();
    };
  }

  /** Behind the quote that ends what begins here. */
  private static int end(String text, int start) {
    char quote = text.charAt(start);
    int at = start + 1;
    while (at < text.length()) {
      if (text.charAt(at) == quote) {
        if (at + 1 == text.length() || text.charAt(at + 1) != quote) {
          return at + 1;
        }
        at++;
      }
      at++;
    }
    throw new IllegalArgumentException("a quote is open at its end");
  }
}
