package dev.penstock.service;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes settings of Kafka's clients of {@code penstock.kafka.*}. */
public final class KafkaClientSettings {
  private static final String USERNAME = "sasl.username";
  private static final String PASSWORD = "sasl.password";
  private static final String JAAS = "sasl.jaas.config";
  private static final String MECHANISM = "sasl.mechanism";

  private KafkaClientSettings() {}

  /**
   * The settings. {@code sasl.username} and {@code sasl.password} become {@code sasl.jaas.config},
   * for SCRAM or, where the mechanism is PLAIN, for that.
   *
   * @throws IllegalStateException where they contradict each other; no value is repeated
   */
  public static Map<String, String> of(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    @Nullable String user = all.remove(USERNAME);
    @Nullable String password = all.remove(PASSWORD);
    if (user == null && password == null) {
      return all;
    }
    if (user == null || password == null || all.containsKey(JAAS)) {
      throw new IllegalStateException(
          "penstock.kafka: set sasl.username and sasl.password together, or sasl.jaas.config"
              + " alone");
    }
    String mechanism = all.computeIfAbsent(MECHANISM, key -> "SCRAM-SHA-512");
    String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    all.put(
        JAAS,
        "org.apache.kafka.common.security.%s required username=%s password=%s;"
            .formatted(module, quoted(user), quoted(password)));
    return all;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
