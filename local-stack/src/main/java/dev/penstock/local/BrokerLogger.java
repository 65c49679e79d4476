package dev.penstock.local;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes warnings and errors as lines to the standard output. Thread-safe. */
final class BrokerLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;
  private static final Clock CLOCK = Clock.systemUTC();
  private static final PrintStream OUTPUT = System.out;

  BrokerLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    String line =
        String.format(Locale.ROOT, "%s %s %s %s", Instant.now(CLOCK), level, name, message);
    synchronized (OUTPUT) {
      OUTPUT.println(line);
      if (thrown != null) {
        thrown.printStackTrace(OUTPUT);
      }
    }
  }
}
