package dev.penstock.cli.terminal;

import java.util.function.IntSupplier;

/**
 * What the client may assume of what it writes to.
 *
 * @param out whether a person looks at the standard output
 * @param err whether a person looks at the standard error
 * @param color whether colours are wanted
 * @param width columns of the terminal; asked again after the window changed
 */
public record Look(boolean out, boolean err, boolean color, IntSupplier width) {
  /** Lines that nobody looks at may be as long as they like. */
  public static final int ENDLESS = 10_000;

  /** A file or a pipe. */
  public static final Look PIPE = new Look(false, false, false, () -> ENDLESS);

  /**
   * The process's own: the launcher says what is a terminal ({@code penstock.terminal}), and
   * without it Java does. {@code NO_COLOR} is honoured.
   */
  @SuppressWarnings("SystemConsoleNull") // it is null in a pipe, whatever the check says
  static Look system() {
    String told = System.getProperty("penstock.terminal");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    java.io.Console console = told == null ? System.console() : null;
    boolean both = console != null && console.isTerminal();
    boolean out = !dumb && (told == null ? both : told.contains("out"));
    boolean err = !dumb && (told == null ? both : told.contains("err"));
    String no = System.getenv("NO_COLOR");
    boolean color = (no == null || no.isEmpty()) && !Boolean.getBoolean("penstock.no-color");
    return new Look(out, err, color, new TerminalWidth());
  }
}
