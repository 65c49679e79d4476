package dev.penstock.connector.kafka;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Clients of the cluster of one connection. Only settings of a list are handed to them, so that a
 * configuration cannot load classes or change how offsets are read. Immutable.
 */
final class KafkaClients {
  private static final String SERVERS = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
  private static final int FETCH_BYTES = 8 << 20;

  private static final Map<String, String> SETTINGS = settings();

  static final List<Option> SPEC =
      SETTINGS.entrySet().stream()
          .map(
              e ->
                  new Option(
                      e.getKey(),
                      OptionType.TEXT,
                      e.getKey().equals(SERVERS),
                      "",
                      e.getValue(),
                      List.of()))
          .toList();

  private final String connection;
  private final Map<String, Object> common;

  private KafkaClients(String connection, Map<String, Object> common) {
    this.connection = connection;
    this.common = common;
  }

  private static Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(SERVERS, "`host:port`, several with commas: where the cluster is asked first.");
    all.put("security.protocol", "`PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`.");
    all.put("sasl.mechanism", "`PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.");
    all.put("sasl.username", "The user, for these mechanisms.");
    all.put("sasl.password", "The user's password. A secret.");
    all.put("ssl.truststore.type", "`PEM`, `PKCS12` or `JKS`.");
    all.put("ssl.truststore.location", "A file with the certificates that are trusted.");
    all.put("ssl.truststore.password", "Its password. A secret.");
    all.put("ssl.truststore.certificates", "The certificates themselves, in PEM.");
    all.put("ssl.keystore.type", "`PEM`, `PKCS12` or `JKS`.");
    all.put("ssl.keystore.location", "A file with the client's certificate and key.");
    all.put("ssl.keystore.password", "Its password. A secret.");
    all.put("ssl.keystore.certificate.chain", "The client's certificates, in PEM.");
    all.put("ssl.keystore.key", "The client's key, in PEM. A secret.");
    all.put("ssl.key.password", "The key's password. A secret.");
    all.put(
        "ssl.endpoint.identification.algorithm",
        "`https`, or empty to trust certificates of other hosts.");
    all.put("client.id", "The name that the brokers log.");
    all.put("client.rack", "The rack whose replicas are read first.");
    return all;
  }

  /**
   * @throws PermanentException where a setting is unknown or missing
   */
  static KafkaClients of(Connection connection) {
    if (!connection.type().equals(KafkaConnectionType.TYPE)) {
      throw wrong(
          connection.name(), "type", "A connection of type kafka was expected.", "Name another.");
    }
    List<Problem> problems = new ArrayList<>();
    Map<String, Object> common = new HashMap<>();
    connection
        .settings()
        .forEach(
            (key, value) -> {
              // Some configuration files take dots in a name only in quotes.
              String name = key.replace('-', '.');
              if (!SETTINGS.containsKey(name)) {
                problems.add(
                    new Problem(
                        "connection-setting",
                        "connections." + connection.name() + "." + key,
                        "A connection of type kafka has no such setting.",
                        NearMiss.advice(name, SETTINGS.keySet(), "The settings")));
              }
              common.put(name, value);
            });
    if (!common.containsKey(SERVERS)) {
      problems.add(
          new Problem(
              "connection-setting",
              "connections." + connection.name() + "." + SERVERS,
              "It is missing.",
              "Set it to host:port of a broker."));
    }
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
    login(connection.name(), common);
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    common.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50);
    common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    common.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000);
    common.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000);
    common.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return new KafkaClients(connection.name(), Map.copyOf(common));
  }

  private static void login(String connection, Map<String, Object> common) {
    Object user = common.remove("sasl.username");
    Object password = common.remove("sasl.password");
    Object mechanism = common.get(SaslConfigs.SASL_MECHANISM);
    if (mechanism == null && user == null) {
      return;
    }
    String module =
        switch (String.valueOf(mechanism)) {
          case "PLAIN" -> "org.apache.kafka.common.security.plain.PlainLoginModule";
          case "SCRAM-SHA-256", "SCRAM-SHA-512" ->
              "org.apache.kafka.common.security.scram.ScramLoginModule";
          default ->
              throw wrong(
                  connection,
                  SaslConfigs.SASL_MECHANISM,
                  "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 was expected.",
                  "");
        };
    if (user == null || password == null) {
      throw wrong(
          connection, "sasl.username", "The mechanism needs sasl.username and sasl.password.", "");
    }
    common.put(
        SaslConfigs.SASL_JAAS_CONFIG,
        module
            + " required username="
            + quoted(String.valueOf(user))
            + " password="
            + quoted(String.valueOf(password))
            + ";");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static PermanentException wrong(
      String connection, String setting, String message, String advice) {
    return new PermanentException(
        new Problem(
            "connection-setting", "connections." + connection + "." + setting, message, advice));
  }

  /** The connection's name, for messages. */
  String connection() {
    return connection;
  }

  Admin admin() {
    Map<String, Object> config = new HashMap<>(common);
    config.remove(CommonClientConfigs.CLIENT_RACK_CONFIG);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    try {
      return Admin.create(config);
    } catch (KafkaException e) {
      throw refused();
    }
  }

  /** A consumer of committed records that belongs to no group and commits nothing. */
  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 2);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    try {
      return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw refused();
    }
  }

  /** The client's own message may hold what was configured, secrets too. */
  private PermanentException refused() {
    return wrong(
        connection,
        SERVERS,
        "The Kafka client refuses the connection's settings.",
        "Check bootstrap.servers, security.protocol and what belongs to it (sasl, ssl).");
  }
}
