package dev.penstock.bench;

import dev.penstock.bench.Meter.Use;
import dev.penstock.local.Component;
import java.time.Duration;
import java.util.Map;

/**
 * One benchmark.
 *
 * @param rows rows of the raw file
 * @param cleanRows rows that were loaded, and copied
 * @param uses what each process used while the run went on
 * @param copyTime time of the COPY
 * @param copyCpu processor time of PostgreSQL and of the client during the COPY
 */
record Measured(
    long rows,
    long cleanRows,
    long rawBytes,
    long warmUpRows,
    int cores,
    String postgres,
    Duration runTime,
    Map<Component, Use> uses,
    Duration copyTime,
    Duration copyCpu,
    boolean sameRows) {
  Measured {
    uses = Map.copyOf(uses);
  }

  /** Rows read per second, from the request to the run's success. */
  double runRate() {
    return rows / seconds(runTime);
  }

  double copyRate() {
    return cleanRows / seconds(copyTime);
  }

  Use use(Component component) {
    return uses.getOrDefault(component, new Use(Duration.ZERO, 0));
  }

  /** Processor seconds per million rows. */
  double cpuPerMillion(Component component) {
    return perMillion(use(component).cpu(), rows);
  }

  double cpuPerMillion() {
    return uses.values().stream().mapToDouble(use -> perMillion(use.cpu(), rows)).sum();
  }

  double copyCpuPerMillion() {
    return perMillion(copyCpu, cleanRows);
  }

  private static double perMillion(Duration cpu, long rows) {
    return seconds(cpu) * 1e6 / rows;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
