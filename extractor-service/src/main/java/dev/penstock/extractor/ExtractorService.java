package dev.penstock.extractor;

import dev.penstock.connector.Connections;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.extractor.messaging.ExtractorConfig;
import dev.penstock.extractor.messaging.ExtractorWork;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.service.BackgroundStart;
import dev.penstock.service.metrics.Meters;
import dev.penstock.source.Sources;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ties the extractor's life to the application's; ready once it takes tasks. */
@ApplicationScoped
@Readiness
public class ExtractorService implements HealthCheck {
  private final BufferAllocator allocator = new RootAllocator();
  private final BackgroundStart<ExtractorWork> work;

  ExtractorService(
      KafkaSettings kafka, Connections connections, ExtractorConfig config, Meters meters) {
    meters.arrowMemory(allocator::getAllocatedMemory);
    List<SourceConnector> connectors = new ArrayList<>(Connectors.sources(allocator));
    connectors.add(Connectors.bronze(allocator));
    Sources sources = new Sources(connectors, connections);
    work =
        new BackgroundStart<>(
            "extractor", () -> new ExtractorWork(kafka, sources, config, allocator, meters));
  }

  void start(@Observes StartupEvent event) {
    // Observing makes the bean, and with it the work, at start.
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("extractor takes tasks").status(work.started()).build();
  }
}
