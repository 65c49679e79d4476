package dev.penstock.service;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.transform.MaskKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes plain objects of the configuration, once, at start. */
@ApplicationScoped
public class ServiceWiring {
  @Produces
  @Singleton
  Connections connections(PenstockConfig config) {
    List<Connection> all =
        config.connections().entrySet().stream()
            .map(entry -> connection(entry.getKey(), entry.getValue()))
            .toList();
    return new Connections(all);
  }

  @Produces
  @Singleton
  KafkaSettings kafka(
      PenstockConfig config,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    return new KafkaSettings(
        bootstrapServers,
        config.instance(),
        KafkaClientSettings.of(config.kafka()),
        config.topics().partitions(),
        config.topics().replication());
  }

  @Produces
  @Singleton
  MaskKey maskKey(PenstockConfig config) {
    return MaskKeySetting.read(config.mask().key(), config.mask().keyFile());
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  private static Connection connection(String name, Map<String, String> settings) {
    Map<String, String> rest = new HashMap<>(settings);
    String type = rest.remove("type");
    rest.remove(ConnectionLimits.MAX_SPLITS);
    if (type == null) {
      throw new IllegalStateException(
          "connection " + name + " has no type: set penstock.connections." + name + ".type");
    }
    return new Connection(name, type, rest);
  }
}
