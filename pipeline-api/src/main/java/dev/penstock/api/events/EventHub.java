package dev.penstock.api.events;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Hands the events of the topic to the clients of this process. Thread-safe. A listener must return
 * at once; buffering, and giving up on a client that is too slow, is its own.
 */
public final class EventHub {
  private final Set<Consumer<PublicEvent>> listeners = ConcurrentHashMap.newKeySet();

  /** Adds a listener until what is returned is closed. */
  public Subscription subscribe(Consumer<PublicEvent> listener) {
    Consumer<PublicEvent> unique = listener::accept;
    listeners.add(unique);
    return () -> listeners.remove(unique);
  }

  public void publish(PublicEvent event) {
    listeners.forEach(listener -> listener.accept(event));
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
