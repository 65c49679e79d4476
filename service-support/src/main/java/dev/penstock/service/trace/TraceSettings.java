package dev.penstock.service.trace;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Sets up what Quarkus knows of OpenTelemetry by {@code penstock.otel.endpoint} or the standard
 * {@code OTEL_EXPORTER_OTLP_…} variables: traces are made where one of them says to whom they are
 * sent. Whatever stands under {@code quarkus.otel} in the environment overrules it.
 */
public final class TraceSettings implements ConfigSourceFactory {
  /** Above the file of the application, below the environment. */
  private static final int ORDINAL = 275;

  private static final String EXPORTER = "quarkus.otel.exporter.otlp.traces.";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    return List.of(
        new PropertiesConfigSource(
            settings(
                name -> Optional.ofNullable(context.getValue(name)).map(ConfigValue::getValue)),
            "penstock.otel",
            ORDINAL));
  }

  @Override
  public OptionalInt getPriority() {
    return OptionalInt.of(ORDINAL);
  }

  /** What follows from the settings that there are. */
  static Map<String, String> settings(Settings given) {
    Optional<String> endpoint =
        first(
            given,
            "penstock.otel.endpoint",
            "otel.exporter.otlp.traces.endpoint",
            "otel.exporter.otlp.endpoint");
    if (endpoint.isEmpty()) {
      return Map.of("quarkus.otel.sdk.disabled", "true");
    }
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.otel.sdk.disabled", "false");
    settings.put(EXPORTER + "endpoint", endpoint.get());
    settings.put(
        EXPORTER + "protocol",
        first(given, "otel.exporter.otlp.traces.protocol", "otel.exporter.otlp.protocol")
            .orElse(endpoint.get().matches(".*:4317/?") ? "grpc" : "http/protobuf"));
    first(given, "otel.exporter.otlp.traces.headers", "otel.exporter.otlp.headers")
        .ifPresent(headers -> settings.put(EXPORTER + "headers", headers));
    first(given, "penstock.otel.ratio", "otel.traces.sampler.arg")
        .ifPresent(ratio -> settings.put("quarkus.otel.traces.sampler.arg", ratio));
    return settings;
  }

  private static Optional<String> first(Settings given, String... names) {
    for (String name : names) {
      Optional<String> value = given.get(name).map(String::strip).filter(text -> !text.isEmpty());
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** Settings by name. */
  @FunctionalInterface
  interface Settings {
    Optional<String> get(String name);
  }
}
