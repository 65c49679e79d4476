package dev.penstock.connector;

import java.util.Map;
import java.util.Optional;

/**
 * A place that an operator configured by name.
 *
 * @param type {@code files} or {@code postgresql}
 * @param settings the rest of its configuration, secrets among them: never log, never answer
 */
public record Connection(String name, String type, Map<String, String> settings) {
  public Connection {
    settings = Map.copyOf(settings);
  }

  public Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  /** Without the settings, which may hold secrets. */
  @Override
  public String toString() {
    return "Connection[" + name + ", " + type + "]";
  }
}
