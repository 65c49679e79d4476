package dev.penstock.messaging;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;

/** Kafka's errors in our words. */
public final class KafkaErrors {
  private KafkaErrors() {}

  /** Kafka did not answer, which may pass. */
  public static TransientException unreachable(String what, Exception cause) {
    return new TransientException(
        new Problem(
            "kafka-unreachable",
            "kafka",
            "Kafka did not answer when asked for " + what + ".",
            "It is tried again; look at the broker if this goes on."),
        cause);
  }
}
