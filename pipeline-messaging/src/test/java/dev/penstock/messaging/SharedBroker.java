package dev.penstock.messaging;

import dev.penstock.local.LocalKafka;
import java.nio.file.Path;
import java.util.Map;

/** One broker for all tests of this module; each test uses keys and groups of its own. */
final class SharedBroker {
  private static final LocalKafka KAFKA = LocalKafka.start(Path.of("target", "kafka"));

  private SharedBroker() {}

  static KafkaSettings settings(String instance) {
    return new KafkaSettings(KAFKA.bootstrapServers(), instance, Map.of(), 4, (short) 1);
  }
}
