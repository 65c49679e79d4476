package dev.penstock.api.access;

import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, on the thread that serves the request. What the service does by itself may do
 * everything.
 */
public final class Access {
  private static final ThreadLocal<@Nullable Identity> CURRENT = new ThreadLocal<>();

  private Access() {}

  public static Identity current() {
    Identity identity = CURRENT.get();
    return identity == null ? Identity.ANYBODY : identity;
  }

  /** From here on this thread works for them, until {@link #leave}. */
  public static void enter(Identity identity) {
    CURRENT.set(identity);
  }

  public static void leave() {
    CURRENT.remove();
  }

  /**
   * Refuses whoever has less than a role.
   *
   * @param what is asked for, as the beginning of a sentence
   */
  public static void require(Role needed, String where, String what) {
    if (!current().may(needed)) {
      throw forbidden(needed, where, what);
    }
  }

  static Refusal forbidden(Role needed, String where, String what) {
    return new Refusal(
        Refusal.Kind.FORBIDDEN,
        new Problem(
            "forbidden",
            where,
            what
                + " needs the role "
                + needed.word()
                + "; "
                + current().name()
                + " has "
                + (current().roles().isEmpty() ? "none" : current().roles().getLast())
                + ".",
            "Ask somebody who manages access for a key or an account with that role."));
  }
}
