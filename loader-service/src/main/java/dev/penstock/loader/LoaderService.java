package dev.penstock.loader;

import dev.penstock.connector.Connections;
import dev.penstock.connectors.Connectors;
import dev.penstock.loader.loading.Destinations;
import dev.penstock.loader.loading.Sweeping;
import dev.penstock.loader.messaging.LoaderWork;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.service.BackgroundStart;
import dev.penstock.service.metrics.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ties the loader's life to the application's; ready once it takes batches and tasks. */
@ApplicationScoped
@Readiness
public class LoaderService implements HealthCheck {
  private static final Duration FIRST_SWEEP = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofHours(1);

  private final BufferAllocator allocator = new RootAllocator();
  private final Destinations destinations;
  private final BackgroundStart<LoaderWork> work;
  private final Sweeping sweeping;

  LoaderService(KafkaSettings kafka, Connections connections, Meters meters) {
    meters.arrowMemory(allocator::getAllocatedMemory);
    destinations = new Destinations(Connectors.destinations(), connections);
    work =
        new BackgroundStart<>(
            "loader", () -> new LoaderWork(kafka, destinations, allocator, meters));
    sweeping = new Sweeping(destinations, FIRST_SWEEP, SWEEP_EVERY);
  }

  void start(@Observes StartupEvent event) {
    // Observing makes the bean, and with it the work, at start.
  }

  void stop(@Observes ShutdownEvent event) {
    sweeping.close();
    work.close();
    destinations.close();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("loader takes batches").status(work.started()).build();
  }
}
