package dev.penstock.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whom to tell where tables come from, as OpenLineage says it. Nobody unless one is named. */
@ConfigMapping(prefix = "penstock.openlineage")
public interface LineageConfig {
  /** Where events are posted to: {@code https://lineage.example.org/api/v1/lineage}. */
  Optional<String> url();

  /** Sent with each event as bearer token. */
  Optional<String> apiKey();

  /** A file that holds it. */
  Optional<String> apiKeyFile();

  /** A topic of Penstock's own Kafka that gets the events. */
  Optional<String> topic();

  /** The namespace of the jobs. */
  @WithDefault("penstock")
  String namespace();
}
