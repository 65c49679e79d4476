package dev.penstock.service.trace;

import dev.penstock.messaging.trace.Traced;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Gives spans to OpenTelemetry as Quarkus has set it up, before any work starts. */
@Singleton
class TraceStart {
  void start(@Observes @Priority(1) StartupEvent event, OpenTelemetry telemetry) {
    Traced.use(telemetry);
  }
}
