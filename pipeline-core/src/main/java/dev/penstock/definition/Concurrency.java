package dev.penstock.definition;

/** What becomes of a run that is asked for while another run of its pipeline is not over. */
public enum Concurrency {
  /** It waits until those before it are over. */
  QUEUE,

  /** It is refused. */
  REFUSE
}
