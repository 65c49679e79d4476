package dev.penstock.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a {@link LocalKafka}.
 *
 * @param home holds the data; a home that has data already is started again
 * @param logs folder of the log
 * @param port for clients; 0 takes the one of the last start, or a free one
 * @param settings of server.properties, added to or replacing the defaults
 */
public record KafkaOptions(Path home, Path logs, int port, Map<String, String> settings) {
  private static final String SECURE = "listener.name.secure.ssl.keystore.location";

  public KafkaOptions {
    home = home.toAbsolutePath().normalize();
    logs = logs.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A broker with the given home on any free port. */
  public static KafkaOptions defaults(Path home) {
    return new KafkaOptions(home, home.resolve("logs"), 0, Map.of());
  }

  public KafkaOptions withLogs(Path value) {
    return new KafkaOptions(home, value, port, settings);
  }

  public KafkaOptions withPort(int value) {
    return new KafkaOptions(home, logs, value, settings);
  }

  public KafkaOptions withSetting(String name, String value) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(name, value);
    return new KafkaOptions(home, logs, port, all);
  }

  /**
   * With a second listener that takes TLS and SASL (SCRAM-SHA-512) only. Its users are made by an
   * admin client of the first one.
   *
   * @param keystore a PKCS12 file with the broker's key
   */
  public KafkaOptions withSecureListener(Path keystore, String password) {
    return withSetting(
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL")
        .withSetting(SECURE, keystore.toAbsolutePath().toString())
        .withSetting("listener.name.secure.ssl.keystore.type", "PKCS12")
        .withSetting("listener.name.secure.ssl.keystore.password", password)
        .withSetting("listener.name.secure.ssl.key.password", password)
        .withSetting("listener.name.secure.sasl.enabled.mechanisms", "SCRAM-SHA-512")
        .withSetting(
            "listener.name.secure.scram-sha-512.sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required;");
  }

  boolean secure() {
    return settings.containsKey(SECURE);
  }
}
