package dev.penstock.api.store;

import java.util.List;

/**
 * Messages that leave if and only if the transaction commits that adds them, in the order in which
 * they were added to a run.
 */
public interface Outbox {
  /** Adds messages in the caller's transaction. */
  void add(List<OutboxMessage> messages);

  /**
   * Sends the oldest messages in order and removes what was sent. A crash between the two sends
   * some of them again. Only one replica does this at a time; for the others nothing happens.
   *
   * @param limit the most messages that are sent
   * @param sender returns once all messages are safe in Kafka, throws where one is not
   * @return how many were sent
   */
  int drain(int limit, Sender sender);

  /** Where the messages go. */
  @FunctionalInterface
  interface Sender {
    void send(List<OutboxMessage> messages);
  }
}
