package dev.penstock.api.messaging;

import dev.penstock.messaging.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Ready: the broker answers, and messages are moved. */
@Readiness
@Singleton
class KafkaReadiness implements HealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final Messaging messaging;
  private @Nullable Admin admin;

  KafkaReadiness(KafkaSettings kafka, Messaging messaging) {
    this.kafka = kafka;
    this.messaging = messaging;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kafka").status(messaging.ready() && answers()).build();
  }

  private synchronized boolean answers() {
    try {
      if (admin == null) {
        admin = Admin.create(kafka.common());
      }
      return !admin
          .describeCluster()
          .nodes()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(CLOSING);
    }
  }
}
