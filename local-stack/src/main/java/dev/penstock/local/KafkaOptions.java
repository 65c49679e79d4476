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
}
