package dev.penstock.api.store;

/** Work that at most one replica of the service does at a time. Thread-safe. */
public interface Exclusive {
  /** Runs the work, or skips it where another replica is at it; answers whether it ran. */
  boolean tryRun(Job job, Runnable work);

  /** What there is to do; each has a lock of its own. */
  enum Job {
    RELAY,
    JANITOR,
    WATCH
  }
}
