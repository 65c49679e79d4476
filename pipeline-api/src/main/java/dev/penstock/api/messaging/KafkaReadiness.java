package dev.penstock.api.messaging;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: everything that moves messages runs. Whether the broker answers is a check of its own. */
@Readiness
@Singleton
class KafkaReadiness implements HealthCheck {
  private final Messaging messaging;

  KafkaReadiness(Messaging messaging) {
    this.messaging = messaging;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kafka").status(messaging.ready()).build();
  }
}
