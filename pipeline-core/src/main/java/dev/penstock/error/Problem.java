package dev.penstock.error;

import java.util.Objects;

/**
 * One thing that is wrong, told to a person.
 *
 * @param code a stable kebab-case word that a script can test, for example {@code unknown-step}
 * @param where the place: a path in the definition ({@code streams.orders.steps[2].cast.amount}), a
 *     line in a source ({@code orders.csv:812}), a table or a connection; never empty
 * @param message what is wrong and what was expected, in one or two sentences, without secrets,
 *     host names or internals
 * @param advice what to do about it; empty where the message already says it
 */
public record Problem(String code, String where, String message, String advice) {
  public Problem {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(advice, "advice");
  }

  public static Problem of(String code, String where, String message) {
    return new Problem(code, where, message, "");
  }

  /** The same problem, with {@code prefix} in front of its place. */
  public Problem within(String prefix) {
    return new Problem(code, where.isEmpty() ? prefix : prefix + ": " + where, message, advice);
  }

  /** One line for a log or a terminal. */
  public String text() {
    String tail = advice.isEmpty() ? "" : " " + advice;
    return where + ": " + message + tail;
  }
}
