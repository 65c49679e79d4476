package dev.penstock.api.hooks;

/** Tells somebody. Thread-safe; returns within about ten seconds and throws nothing. */
@FunctionalInterface
public interface Sender {
  /**
   * Sends once.
   *
   * @param id the same for each attempt
   * @param event the CloudEvent, JSON
   */
  Outcome send(Notifier notifier, String id, String event) throws InterruptedException;
}
