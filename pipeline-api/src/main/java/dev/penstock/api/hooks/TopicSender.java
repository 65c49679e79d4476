package dev.penstock.api.hooks;

/** Sends to a topic. Thread-safe; returns within about ten seconds. */
@FunctionalInterface
public interface TopicSender {
  /**
   * Sends once and waits until it is safe.
   *
   * @param key messages of one key keep their order
   * @throws RuntimeException where it was not taken
   */
  void send(String topic, String key, String json) throws InterruptedException;
}
