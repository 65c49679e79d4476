package dev.penstock.service.messaging;

import dev.penstock.messaging.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the broker answers. Without it a service lives, waits, and goes on when it is back. */
@Readiness
@Singleton
class BrokerReadiness implements HealthCheck {
  private final BrokerProbe probe;

  BrokerReadiness(KafkaSettings kafka) {
    probe = new BrokerProbe(kafka);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("broker answers").status(probe.answers()).build();
  }

  @PreDestroy
  void close() {
    probe.close();
  }
}
