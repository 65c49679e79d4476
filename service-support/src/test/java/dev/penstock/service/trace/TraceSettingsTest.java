package dev.penstock.service.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceSettingsTest {
  private static final String EXPORTER = "quarkus.otel.exporter.otlp.traces.";

  @Test
  void withoutAnEndpointEverythingIsOff() {
    assertThat(settings(Map.of("penstock.otel.endpoint", " ")))
        .isEqualTo(Map.of("quarkus.otel.sdk.disabled", "true"));
  }

  @Test
  void anEndpointTurnsTracesOnAndItsPortTellsTheProtocol() {
    assertThat(
            settings(
                Map.of("penstock.otel.endpoint", "http://c:4318", "penstock.otel.ratio", "0.1")))
        .isEqualTo(
            Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                EXPORTER + "endpoint",
                "http://c:4318",
                EXPORTER + "protocol",
                "http/protobuf",
                "quarkus.otel.traces.sampler.arg",
                "0.1"));
    assertThat(settings(Map.of("otel.exporter.otlp.endpoint", "http://c:4317")))
        .containsEntry(EXPORTER + "protocol", "grpc");
  }

  @Test
  void theStandardNamesCount() {
    assertThat(
            settings(
                Map.of(
                    "otel.exporter.otlp.endpoint", "http://c:4317",
                    "otel.exporter.otlp.protocol", "http/protobuf",
                    "otel.exporter.otlp.headers", "a=b")))
        .containsEntry(EXPORTER + "endpoint", "http://c:4317")
        .containsEntry(EXPORTER + "protocol", "http/protobuf")
        .containsEntry(EXPORTER + "headers", "a=b");
  }

  private static Map<String, String> settings(Map<String, String> given) {
    return TraceSettings.settings(name -> Optional.ofNullable(given.get(name)));
  }
}
