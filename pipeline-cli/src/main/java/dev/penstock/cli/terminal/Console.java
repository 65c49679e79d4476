package dev.penstock.cli.terminal;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the client writes to: data to the standard output, progress and hints to the standard error.
 * On a terminal a block of lines can be written over the last one; in a pipe every line stays. Not
 * thread-safe.
 */
public final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Look look;
  private int blockLines;

  public Console(PrintWriter out, PrintWriter err, Look look) {
    this.out = out;
    this.err = err;
    this.look = look;
  }

  /** The process's own output; redraws only where a person looks at it. */
  public static Console system() {
    return new Console(writer(FileDescriptor.out), writer(FileDescriptor.err), Look.system());
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** Whether progress is redrawn. */
  public boolean terminal() {
    return look.err();
  }

  /** Columns that a line of data may have. */
  public int width() {
    return look.out() ? look.width().getAsInt() : Look.ENDLESS;
  }

  /** Columns that a line of progress may have. */
  public int noteWidth() {
    return look.err() ? look.width().getAsInt() : Look.ENDLESS;
  }

  /** A line of data. */
  public void line(String text) {
    write(out, text, look.out());
  }

  /** Lines of data. */
  public void lines(List<String> lines) {
    lines.forEach(this::line);
  }

  /** Lines with an empty one before them; nothing where there are none. */
  public void section(List<String> lines) {
    if (!lines.isEmpty()) {
      line("");
      lines(lines);
    }
  }

  /** A line that is no data: progress, a hint, a warning. */
  public void note(String text) {
    write(err, text, look.err());
  }

  /** Text as it is, such as a document of the server. */
  public void raw(String text) {
    blockLines = 0;
    out.print(text);
    if (!text.endsWith("\n")) {
      out.println();
    }
    out.flush();
  }

  /** The text in a colour, where data may have colours. */
  public String paint(Style style, String text) {
    return look.out() && look.color() ? style.paint(text) : text;
  }

  /** Writes the lines over the last block; only on a terminal. */
  public void block(List<String> lines) {
    if (blockLines > 0) {
      err.print("\u001b[" + blockLines + "A\u001b[J"); // up, clear to the end
    }
    int width = noteWidth();
    for (String line : lines) {
      String cut = line.length() < width ? line : line.substring(0, width - 2) + "…";
      err.println(look.color() ? Style.words(cut) : cut);
    }
    err.flush();
    blockLines = lines.size();
  }

  /**
   * Asks a question that is answered by yes or no.
   *
   * @return whether the answer was yes; no where nobody can answer
   */
  @SuppressWarnings("SystemConsoleNull") // it is null in a pipe, whatever the check says
  public boolean confirm(String question) {
    if (!look.err()) {
      return false;
    }
    err.print(question + " [y/N] ");
    err.flush();
    try {
      // The stream is the process's; closing it is not ours.
      String answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    } catch (IOException e) {
      return false;
    }
  }

  private void write(PrintWriter to, String text, boolean looked) {
    blockLines = 0;
    to.println(looked && look.color() ? Style.words(text) : text);
    to.flush();
  }
}
