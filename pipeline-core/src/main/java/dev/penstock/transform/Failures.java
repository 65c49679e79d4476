package dev.penstock.transform;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Duration;

/** What fails a batch, or the opening of a stream, as a whole. */
final class Failures {
  private final Limits limits;

  Failures(Limits limits) {
    this.limits = limits;
  }

  Duration timeout() {
    return limits.timeout();
  }

  /**
   * A failure as the user is told it.
   *
   * @param where the steps at fault
   */
  PermanentException of(SqlFailure e, String where) {
    Problem problem =
        switch (e.kind()) {
          case TIMEOUT ->
              new Problem(
                  "sql-timeout",
                  where,
                  "The SQL ran longer than "
                      + limits.timeout().toSeconds()
                      + " s on one batch and was stopped.",
                  "Make the query cheaper: join on a key, avoid cross joins and endless"
                      + " recursion.");
          case MEMORY ->
              new Problem(
                  "sql-memory",
                  where,
                  "The SQL needs more than its "
                      + limits.memoryMegabytes()
                      + " MiB of memory and was stopped.",
                  "Make its results smaller, or let the operator raise the limit.");
          case DATA, INVALID -> new Problem("bad-sql", where, sentence(e.text()), "");
        };
    return new PermanentException(problem, e);
  }

  private static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }
}
