package dev.penstock.flow;

import org.jspecify.annotations.Nullable;

/**
 * What a rule says about a record: true, false, or false with a message.
 *
 * <pre>{@code
 * Stages.validate(
 *     (User user) ->
 *         user.age() < 0
 *             ? Verdict.invalid("age must not be negative")
 *             : Verdict.of(user.email().contains("@")));
 * }</pre>
 */
public final class Verdict {
  private static final Verdict VALID = new Verdict(null);
  private static final Verdict INVALID = new Verdict("the record is not valid");

  private final @Nullable String message;

  private Verdict(@Nullable String message) {
    this.message = message;
  }

  public static Verdict valid() {
    return VALID;
  }

  /** Not valid, for the reason that {@code message} gives. */
  public static Verdict invalid(String message) {
    return new Verdict(message);
  }

  public static Verdict of(boolean valid) {
    return valid ? VALID : INVALID;
  }

  public boolean isValid() {
    return message == null;
  }

  /** Fails where the record is not valid. */
  void require() {
    if (message != null) {
      throw new InvalidRecordException(message);
    }
  }
}
