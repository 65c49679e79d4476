package dev.penstock.api.events;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands the events of the topic to the clients of this process, each once and in order, and
 * remembers the last ones for clients that come back. Thread-safe. A listener must return at once;
 * buffering, and giving up on a client that is too slow, is its own.
 */
public final class EventHub {
  /** Events that are remembered; fewer than a client's buffer holds. */
  public static final int RECENT = 500;

  private static final int RUNS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<Consumer<PublicEvent>> listeners = ConcurrentHashMap.newKeySet();
  private final Deque<PublicEvent> recent = new ArrayDeque<>();
  private final Seen seen = new Seen(RUNS);

  /** Everything from this offset on was read and is remembered. */
  private long remembered = Long.MAX_VALUE;

  /** The next offset to be read. */
  private long next;

  private volatile boolean following;

  /** The reader has found its place. */
  public synchronized void begin(long offset) {
    if (remembered == Long.MAX_VALUE) {
      remembered = offset;
      next = offset;
    }
  }

  /** Whether the reader has read on to what is new. */
  public synchronized boolean following() {
    return following;
  }

  /** The reader has read all that was there when it began. */
  public synchronized void follow() {
    following = true;
    notifyAll();
  }

  /**
   * Waits for the reader where this process has just started: before, a place in the topic cannot
   * be told.
   *
   * @throws TransientException where it takes too long
   */
  public synchronized void awaitFollowing() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!following) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw unavailable();
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  /** What a client is told that cannot be served at the moment. */
  static TransientException unavailable() {
    return new TransientException(
        Problem.of("events-unavailable", "events", "Kafka does not answer at the moment."), null);
  }

  /** Whether everything from the offset on is remembered or is still to come. */
  public synchronized boolean remembers(long offset) {
    return offset >= remembered;
  }

  /** The newest offset that was read; -1 where none was. */
  public synchronized long position() {
    return next - 1;
  }

  /** Adds a listener to what comes, until what is returned is closed. */
  public Subscription subscribe(Consumer<PublicEvent> listener) {
    return add(
        event -> {
          if (following) {
            listener.accept(event);
          }
        });
  }

  private Subscription add(Consumer<PublicEvent> listener) {
    Consumer<PublicEvent> unique = listener::accept;
    listeners.add(unique);
    return () -> listeners.remove(unique);
  }

  /**
   * Adds a listener to everything from the offset on; empty where that is not remembered any more.
   */
  public synchronized Optional<Subscription> subscribe(
      long offset, Consumer<PublicEvent> listener) {
    if (!remembers(offset)) {
      return Optional.empty();
    }
    Consumer<PublicEvent> behind =
        event -> {
          if (event.offset() >= offset) {
            listener.accept(event);
          }
        };
    recent.forEach(behind);
    return Optional.of(add(behind));
  }

  /** Takes the next event of the topic. */
  public synchronized void publish(PublicEvent event) {
    skip(event.offset());
    if (!seen.fresh(event)) {
      return;
    }
    recent.add(event);
    if (recent.size() > RECENT) {
      remembered = recent.remove().offset() + 1;
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Takes note of a message of the topic that is no event. */
  public synchronized void skip(long offset) {
    next = Math.max(next, offset + 1);
  }

  public int clients() {
    return listeners.size();
  }

  /** A client's place in the hub. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
