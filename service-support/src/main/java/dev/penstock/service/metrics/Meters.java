package dev.penstock.service.metrics;

import dev.penstock.batch.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Makes the meters of a service. Each name is registered in one place with one set of labels.
 * Thread-safe; asking for the same meter again gives the same one.
 */
public final class Meters {
  /** Codes of problems are many, those that occur are few. */
  private static final int CAUSES = 60;

  private final MeterRegistry registry;
  private final Bounded pipelines;
  private final Bounded causes = new Bounded(CAUSES);

  /**
   * @param pipelines that are told apart
   */
  public Meters(MeterRegistry registry, int pipelines) {
    this.registry = registry;
    this.pipelines = new Bounded(pipelines);
  }

  /** The meters of a service's stage. */
  public StageMeters stage(Stage stage) {
    return new StageMeters(this, stage);
  }

  /** Shows the memory of the service's batches. */
  public void arrowMemory(Supplier<Number> bytes) {
    gauge(
        "penstock.arrow.memory",
        "bytes",
        "Memory outside the heap that holds batches at this moment.",
        bytes);
  }

  /** The label of a pipeline. */
  public String pipeline(String name) {
    return pipelines.of(name);
  }

  /** The label of a problem. */
  public String cause(String code) {
    return causes.of(code);
  }

  /**
   * A counter; Prometheus shows it with the ending {@code _total}.
   *
   * @param labels names and values in turn
   */
  public Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  /** A counter of something that has a unit, which is a part of the name that Prometheus shows. */
  public Counter counter(String name, String unit, String description, String[] labels) {
    return Counter.builder(name)
        .baseUnit(unit)
        .description(description)
        .tags(labels)
        .register(registry);
  }

  /** A histogram of times; Prometheus shows it in seconds. */
  public Timer timer(String name, String description, Duration[] buckets, String... labels) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .tags(labels)
        .register(registry);
  }

  /** A value that is asked for at each scrape; must answer at once. NaN where it is not known. */
  public void gauge(
      String name, String unit, String description, Supplier<Number> value, String... labels) {
    Gauge.Builder<Supplier<Number>> gauge =
        Gauge.builder(name, value).description(description).tags(labels);
    if (!unit.isEmpty()) {
      gauge.baseUnit(unit);
    }
    Gauge registered = gauge.register(registry);
    assert registered.getId() != null;
  }

  static String word(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
