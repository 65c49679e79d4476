package dev.penstock.api.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who asks. The REST edge says so for each request, on the thread that serves it; what the service
 * does by itself is its own.
 *
 * @param who a name; {@code anonymous} where nobody gave one
 * @param origin where the request came from: address and client; empty for the service itself
 */
public record Caller(String who, String origin) {
  /** The service itself. */
  public static final Caller ITSELF = new Caller("penstock", "");

  private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

  /** Whoever this thread works for. */
  public static Caller current() {
    Caller caller = CURRENT.get();
    return caller == null ? ITSELF : caller;
  }

  /** From here on this thread works for the caller, until {@link #leave}. */
  public static void enter(Caller caller) {
    CURRENT.set(caller);
  }

  public static void leave() {
    CURRENT.remove();
  }
}
