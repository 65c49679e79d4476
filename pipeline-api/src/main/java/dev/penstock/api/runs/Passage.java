package dev.penstock.api.runs;

import dev.penstock.error.Problem;

/** Whether a run may pass a {@link Gate}. */
public sealed interface Passage {
  Passage OPEN = new Open();
  Passage SHUT = new Shut();

  /** It may. */
  record Open() implements Passage {}

  /** Not yet: it waits. */
  record Shut() implements Passage {}

  /** It may not, ever: it fails. */
  record Refused(Problem problem) implements Passage {}
}
