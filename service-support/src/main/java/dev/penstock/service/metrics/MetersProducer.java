package dev.penstock.service.metrics;

import dev.penstock.service.PenstockConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the meters, once, at start. */
@ApplicationScoped
class MetersProducer {
  @Produces
  @Singleton
  Meters meters(MeterRegistry registry, PenstockConfig config) {
    return new Meters(registry, config.metrics().pipelines());
  }
}
