package dev.penstock.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a {@link LocalKafka}.
 *
 * @param home holds data and log; a home that has data already is started again
 * @param port for clients; 0 takes the one of the last start, or a free one
 * @param settings of server.properties, added to or replacing the defaults
 * @param dieWithParent kill the broker when this JVM ends
 */
public record KafkaOptions(
    Path home, int port, Map<String, String> settings, boolean dieWithParent) {
  public KafkaOptions {
    home = home.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  /** A broker with the given home on any free port that dies with this JVM. */
  public static KafkaOptions defaults(Path home) {
    return new KafkaOptions(home, 0, Map.of(), true);
  }

  public KafkaOptions withPort(int value) {
    return new KafkaOptions(home, value, settings, dieWithParent);
  }

  public KafkaOptions withSetting(String name, String value) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(name, value);
    return new KafkaOptions(home, port, all, dieWithParent);
  }

  public KafkaOptions withDieWithParent(boolean value) {
    return new KafkaOptions(home, port, settings, value);
  }
}
