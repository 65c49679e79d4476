package dev.penstock.service.logs;

import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.LogLine;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes warnings, errors, and what is said of runs. Of an error only its class and the message of
 * its first cause are kept. Thread-safe, never waits.
 */
final class RunLogHandler extends Handler {
  /** In the name of every thread that moves lines: what these say is not taken. */
  static final String THREAD = "penstock-logs";

  private static final int LONGEST = 2_000;

  private final String service;
  private final LogQueue queue;
  private final Redaction redaction;

  RunLogHandler(String service, LogQueue queue, Redaction redaction) {
    this.service = service;
    this.queue = queue;
    this.redaction = redaction;
  }

  @Override
  public void publish(LogRecord given) {
    if (given.getLevel().intValue() < Level.INFO.intValue()) {
      return;
    }
    ExtLogRecord entry = ExtLogRecord.wrap(given);
    String run = entry.getMdc(LogContext.RUN);
    if ((run == null && entry.getLevel().intValue() < Level.WARNING.intValue())
        || String.valueOf(entry.getThreadName()).contains(THREAD)) {
      return;
    }
    queue.offer(
        new LogLine(
            entry.getMillis(),
            level(entry.getLevel()),
            service,
            run,
            entry.getMdc(LogContext.STREAM),
            entry.getMdc(LogContext.SPLIT),
            message(entry),
            0),
        System.nanoTime());
  }

  private String message(ExtLogRecord entry) {
    String text = String.valueOf(entry.getFormattedMessage());
    Throwable error = entry.getThrown();
    // Redacted before it is cut: half a secret is none that can be found.
    String clean = redaction.apply(error == null ? text : text + ": " + told(error));
    return clean.length() > LONGEST ? clean.substring(0, LONGEST - 1) + "…" : clean;
  }

  private static String told(Throwable error) {
    @Nullable Throwable cause = error.getCause();
    String first = cause == null ? error.getMessage() : cause.getMessage();
    return error.getClass().getSimpleName() + (first == null ? "" : ": " + first);
  }

  private static String level(Level level) {
    return level.intValue() >= Level.SEVERE.intValue()
        ? "ERROR"
        : level.intValue() >= Level.WARNING.intValue() ? "WARN" : "INFO";
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
