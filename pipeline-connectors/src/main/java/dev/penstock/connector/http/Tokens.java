package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps one access token for all who share a connection. Thread-safe. */
final class Tokens {
  /** Where a server does not say how long its token is good. */
  private static final Duration UNTOLD = Duration.ofMinutes(5);

  private static final Duration LONGEST = Duration.ofHours(24);

  /** How long before its end a token is renewed, at most; of a short one, a tenth of its life. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** Asks the server for a token. */
  @FunctionalInterface
  interface Source {
    Token fetch() throws IOException, Repeatable;
  }

  /** A token as it comes. */
  record Token(String value, Optional<Duration> life) {
    @Override
    public String toString() {
      return "Token";
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable String value;
  private long renewAt;

  /** The token that is good now; one caller fetches it, the others wait. */
  String get(Source source, Cancellation cancellation) throws IOException, Repeatable {
    enter(cancellation);
    try {
      String known = value;
      if (known != null && System.nanoTime() - renewAt < 0) {
        return known;
      }
      Token token = source.fetch();
      Duration told = token.life().orElse(UNTOLD);
      Duration life = told.compareTo(LONGEST) < 0 ? told : LONGEST;
      Duration tenth = life.dividedBy(10);
      Duration margin = tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN;
      renewAt = System.nanoTime() + life.minus(margin).toNanos();
      value = token.value();
      return token.value();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a token that the server refused; a newer one stays. */
  void drop(String refused, Cancellation cancellation) {
    enter(cancellation);
    try {
      if (refused.equals(value)) {
        value = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter(Cancellation cancellation) {
    try {
      do {
        cancellation.check();
      } while (!lock.tryLock(Waits.SLICE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw Waits.interrupted();
    }
  }
}
