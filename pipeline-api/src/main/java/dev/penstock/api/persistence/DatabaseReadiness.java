package dev.penstock.api.persistence;

import dev.penstock.api.services.DatabaseProbe;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the database answers. Without it the API lives, waits, and goes on when it is back. */
@Readiness
@Singleton
class DatabaseReadiness implements HealthCheck {
  private final DatabaseProbe probe;

  DatabaseReadiness(DatabaseProbe probe) {
    this.probe = probe;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("database answers").status(probe.answers()).build();
  }
}
