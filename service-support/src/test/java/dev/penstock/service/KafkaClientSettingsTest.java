package dev.penstock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClientSettingsTest {
  @Test
  void namesOfPropertiesOfTheEnvironmentAndOfFilesAreKafkas(@TempDir Path secrets)
      throws IOException {
    Files.writeString(secrets.resolve("penstock.kafka.sasl.password"), "a\"b\\c\n");
    SmallRyeConfig config =
        config(
            Map.of(
                "penstock.kafka.security.protocol", "SASL_SSL",
                "penstock.kafka.\"ssl.truststore.type\"", "PEM",
                "penstock.topics.partitions", "3",
                "smallrye.config.source.file.locations", secrets.toString()),
            Map.of("PENSTOCK_KAFKA_SASL_USERNAME", "penstock"));

    assertThat(KafkaClientSettings.of(config.getConfigMapping(PenstockConfig.class).kafka()))
        .containsOnly(
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("ssl.truststore.type", "PEM"),
            Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
            Map.entry(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                    + " username=\"penstock\" password=\"a\\\"b\\\\c\";"));
  }

  @Test
  void halfALoginIsRefusedWithoutTheSecret() {
    SmallRyeConfig config = config(Map.of("penstock.kafka.sasl.password", "hush-hush"), Map.of());
    assertThatIllegalStateException()
        .isThrownBy(
            () -> KafkaClientSettings.of(config.getConfigMapping(PenstockConfig.class).kafka()))
        .withMessageContaining("sasl.username and sasl.password together")
        .withMessageNotContainingAny("hush");
  }

  private static SmallRyeConfig config(
      Map<String, String> properties, Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredSources()
        .withMapping(PenstockConfig.class)
        .withSources(
            new PropertiesConfigSource(properties, "test", 200),
            new EnvConfigSource(environment, 300))
        .build();
  }
}
