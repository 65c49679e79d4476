package dev.penstock.connector.kafka;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's errors told apart, without the client's words, which may hold hosts and settings. */
final class KafkaErrors {
  private final String connection;
  private final String where;

  /**
   * @param where the topic, or the connection where no topic is concerned
   */
  KafkaErrors(String connection, String where) {
    this.connection = connection;
    this.where = where;
  }

  PenstockException translate(Throwable error) {
    Throwable cause =
        error instanceof ExecutionException && error.getCause() != null ? error.getCause() : error;
    return switch (cause) {
      case PenstockException known -> known;
      case AuthenticationException _ ->
          permanent(
              "kafka-login",
              "The cluster of %s refuses the login.".formatted(connection),
              "Correct the connection's security, sasl and ssl settings.");
      case AuthorizationException _ ->
          permanent(
              "topic-denied",
              "The connection %s may not read this.".formatted(connection),
              "Let its user describe and read the topic.");
      case UnknownTopicOrPartitionException _ ->
          permanent(
              "unknown-topic",
              "The topic, or a partition of it, is gone from the cluster of " + connection + ".",
              "Start a new run.");
      case TimeoutException _, RetriableException _ -> unreachable();
      default ->
          permanent(
              "kafka-error",
              "Kafka answers with "
                  + cause.getClass().getSimpleName().replaceFirst("Exception$", "")
                  + ".",
              "Look at the broker's log.");
    };
  }

  TransientException unreachable() {
    return new TransientException(
        new Problem(
            "kafka-unreachable",
            where,
            "The cluster of %s does not answer.".formatted(connection),
            "It is tried again; check bootstrap.servers and the brokers if that stays so."),
        null);
  }

  PermanentException permanent(String code, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }
}
