package dev.penstock.connector.kafka;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Connections to Kafka clusters. */
public final class KafkaConnectionType implements ConnectionType {
  /** The connection type. */
  public static final String TYPE = "kafka";

  private static final Duration LIMIT = Duration.ofSeconds(8);

  @Override
  public ConnectorSpec spec() {
    return new ConnectorSpec(
        TYPE,
        Set.of(),
        "A Kafka cluster. The settings are Kafka's own client settings, as far as they are listed;"
            + " dashes may stand for the dots.",
        KafkaClients.SPEC);
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    KafkaClients clients = KafkaClients.of(connection);
    KafkaErrors errors = new KafkaErrors(connection.name(), "connection " + connection.name());
    try (ClosingAdmin closing = new ClosingAdmin(clients.admin())) {
      Admin admin = closing.admin();
      Answers answers = new Answers(errors, LIMIT, Cancellation.NEVER);
      int nodes = answers.of(admin.describeCluster().nodes()).size();
      long topics =
          answers.of(admin.listTopics().names()).stream().filter(t -> !t.startsWith("__")).count();
      return new ConnectionCheck(
          List.of(
              new Finding(
                  "reach", true, "The cluster answers; it has %d brokers.".formatted(nodes)),
              new Finding(
                  "list",
                  topics > 0,
                  topics > 0
                      ? "%d topics can be seen.".formatted(topics)
                      : "No topic can be seen: there is none, or the user may describe none.")));
    }
  }
}
