package dev.penstock.cli.terminal;

/**
 * What is said when Ctrl-C ends the command before this is closed: that the work goes on without
 * it, and how to come back to it. Used in a {@code try} on one thread.
 */
public final class Farewell implements AutoCloseable {
  private final Thread hook;

  public Farewell(Console console, String hint) {
    hook =
        new Thread(
            () -> {
              console.note("");
              console.note(hint);
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending already
    }
  }
}
