package dev.penstock.bench;

import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Processor time and memory of each process of a stack from here on. The peak is the largest of
 * samples taken five times a second, children included, and of what the kernel noted.
 */
final class Meter implements AutoCloseable {
  private static final long SAMPLE_MILLIS = 200;

  private final LocalStack stack;
  private final Map<Component, Duration> cpuAtStart = new EnumMap<>(Component.class);
  private final Map<Component, Long> peak = new EnumMap<>(Component.class);
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("meter").unstarted(work));

  Meter(LocalStack stack) {
    this.stack = stack;
    for (Component component : Component.values()) {
      cpuAtStart.put(component, stack.cpu(component));
    }
    var unused = sampler.scheduleAtFixedRate(this::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What one process used: processor time (user and system), and bytes at its largest. */
  record Use(Duration cpu, long peakBytes) {}

  Map<Component, Use> read() {
    sample();
    Map<Component, Use> uses = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      Duration cpu = stack.cpu(component).minus(cpuAtStart.getOrDefault(component, Duration.ZERO));
      long bytes = Math.max(peak(component), stack.peakResidentBytes(component));
      uses.put(component, new Use(cpu, bytes));
    }
    return uses;
  }

  private synchronized long peak(Component component) {
    return peak.getOrDefault(component, 0L);
  }

  private synchronized void sample() {
    for (Component component : Component.values()) {
      peak.merge(component, stack.residentBytes(component), Math::max);
    }
  }

  @Override
  public void close() {
    sampler.shutdownNow();
  }
}
