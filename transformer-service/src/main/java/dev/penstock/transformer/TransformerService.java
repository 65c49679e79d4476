package dev.penstock.transformer;

import dev.penstock.connector.Connections;
import dev.penstock.connectors.Connectors;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.service.BackgroundStart;
import dev.penstock.service.metrics.Meters;
import dev.penstock.source.Sources;
import dev.penstock.step.Steps;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import dev.penstock.transformer.messaging.TransformerWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ties the transformer's life to the application's; ready once it takes batches. */
@ApplicationScoped
@Readiness
public class TransformerService implements HealthCheck {
  private final BufferAllocator allocator = new RootAllocator();
  private final BackgroundStart<TransformerWork> work;

  TransformerService(
      KafkaSettings kafka,
      Connections connections,
      Steps steps,
      MaskKey maskKey,
      TransformerConfig config,
      Meters meters) {
    meters.arrowMemory(allocator::getAllocatedMemory);
    Sources sources = new Sources(Connectors.sources(allocator), connections);
    Limits limits = new Limits(config.memoryMegabytes(), config.timeout(), config.lookupRows());
    work =
        new BackgroundStart<>(
            "transformer",
            () -> new TransformerWork(kafka, sources, steps, maskKey, limits, allocator, meters));
  }

  void start(@Observes StartupEvent event) {
    // Observing makes the bean, and with it the work, at start.
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("transformer takes batches").status(work.started()).build();
  }
}
