package dev.penstock.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the client writes to. On a terminal a block of lines can be written over the last one; in a
 * pipe every line stays. Not thread-safe.
 */
final class Console {
  private final PrintWriter out;
  private final boolean terminal;
  private int blockLines;

  Console(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The process's own output; redraws only where a person looks at it. */
  @SuppressWarnings("SystemConsoleNull") // it is null in a pipe, whatever the check says
  static Console system() {
    java.io.Console console = System.console();
    boolean terminal =
        console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    FileOutputStream output = new FileOutputStream(FileDescriptor.out);
    return new Console(new PrintWriter(output, false, StandardCharsets.UTF_8), terminal);
  }

  boolean terminal() {
    return terminal;
  }

  /** Writes a line below the last block, which stays from now on. */
  void line(String text) {
    blockLines = 0;
    out.println(text);
    out.flush();
  }

  /** Writes the lines over the last block; only on a terminal. */
  void block(List<String> lines) {
    if (blockLines > 0) {
      out.print("\u001b[" + blockLines + "A\u001b[J"); // up, clear to the end
    }
    lines.forEach(out::println);
    out.flush();
    blockLines = lines.size();
  }
}
