package dev.penstock.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** Configuration that all services share. */
@ConfigMapping(prefix = "penstock")
public interface PenstockConfig {
  /**
   * A name that this process keeps over restarts and shares with no other of its kind; on
   * Kubernetes the pod's name.
   */
  @WithDefault("${HOSTNAME:local}")
  String instance();

  /** Connections by name: {@code type} and the settings of that type. */
  Map<String, Map<String, String>> connections();

  /**
   * Kafka client settings beside the bootstrap servers (TLS, SASL), as Kafka names them, and {@code
   * sasl.username} with {@code sasl.password}; see {@link KafkaClientSettings}.
   */
  Map<String, String> kafka();

  /** The key with which {@code mask} hashes values; for the transformer and the API. */
  MaskConfig mask();

  /** The topics that the first service to start creates. */
  TopicConfig topics();

  /** What is counted. */
  MetricsConfig metrics();

  /** Bounds of what is counted. */
  interface MetricsConfig {
    /** Pipelines that are told apart, those that are seen first; all others count as `other`. */
    @WithDefault("200")
    int pipelines();
  }

  /** Where traces go; read by {@link dev.penstock.service.trace.TraceSettings}. */
  OtelConfig otel();

  /** Traces; off without an endpoint. */
  interface OtelConfig {
    /** Where spans are sent, by OTLP. */
    Optional<String> endpoint();

    /** The part of the traces beginning here that is kept, 0 to 1. */
    Optional<Double> ratio();
  }

  /** A secret; one of both, or none where nobody hashes. */
  interface MaskConfig {
    /** The key itself, at least 16 bytes. */
    Optional<String> key();

    /** A file that holds it. */
    Optional<String> keyFile();
  }

  /** How topics are created. */
  interface TopicConfig {
    /** Partitions of each topic: the most instances of a service that can share the work. */
    @WithDefault("8")
    int partitions();

    /** Copies of each message; 3 in production. */
    @WithDefault("1")
    short replication();
  }
}
