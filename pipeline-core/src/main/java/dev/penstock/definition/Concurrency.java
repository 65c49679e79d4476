package dev.penstock.definition;

/** What becomes of a run that is asked for while another run of its pipeline is not over. */
public enum Concurrency {
  /** It waits until those before it are over. */
  QUEUE,

  /** It is refused. */
  REFUSE,

  /** It is accepted and left out at once, which the run says; meant for schedules. */
  SKIP,

  /** The others are cancelled and it takes their place. */
  CANCEL_OLDER,

  /** It goes on beside them, unless both would move the state of the sources. */
  ALLOW
}
