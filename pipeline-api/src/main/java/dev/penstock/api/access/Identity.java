package dev.penstock.api.access;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks.
 *
 * @param name the key's, or the person's as the identity provider calls them
 * @param role {@code null} where the identity provider gives none
 * @param credential tells callers apart, for rates; never a secret
 */
public record Identity(
    String name, Kind kind, @Nullable Role role, Scope scope, String credential) {
  /** The service itself, and everybody where access is open. */
  public static final Identity ANYBODY =
      new Identity("anonymous", Kind.OPEN, Role.ADMIN, Scope.ALL, "");

  public boolean may(Role needed) {
    return role != null && role.includes(needed);
  }

  /** All roles that this one includes, as words. */
  public List<String> roles() {
    return role == null ? List.of() : role.words();
  }

  /** How somebody says who they are. */
  public enum Kind {
    /** Nobody is asked. */
    OPEN,
    /** An API key. */
    KEY,
    /** A bearer token of the identity provider. */
    TOKEN,
    /** A cookie of a browser. */
    SESSION;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
