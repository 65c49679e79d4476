package dev.penstock.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StageMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StageMeters meters = new Meters(registry, 2).stage(Stage.LOAD);

  @Test
  void batchesAddUp() {
    meters.done(new StageMeters.Done("orders", 10, 1, 1_000, 5_000_000));
    meters.done(new StageMeters.Done("orders", 20, 0, 2_000, 5_000_000));

    assertThat(registry.get("penstock.records").tags("pipeline", "orders").counter().count())
        .isEqualTo(30);
    assertThat(registry.get("penstock.rejects").tags("stage", "load").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("penstock.processed").counter().count()).isEqualTo(3_000);
    assertThat(registry.get("penstock.batch.duration").timer().count()).isEqualTo(2);
  }

  @Test
  void pipelinesBeyondTheBoundShareOneSeries() {
    for (int i = 0; i < 50; i++) {
      meters.done(new StageMeters.Done("p" + i, 1, 0, 1, 1));
    }
    meters.done(new StageMeters.Done("p1", 1, 0, 1, 1));

    assertThat(
            registry.find("penstock.records").counters().stream()
                .map(counter -> counter.getId().getTag("pipeline"))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("p0", "p1", Bounded.OTHER);
    assertThat(registry.get("penstock.records").tag("pipeline", "p1").counter().count())
        .isEqualTo(2);
    assertThat(registry.get("penstock.records").tag("pipeline", "other").counter().count())
        .isEqualTo(48);
  }

  @Test
  void retriesAndFailuresAreCountedByCode() {
    meters.retried(Problem.of("database-unavailable", "warehouse", "away"));
    meters.failed(List.of(Problem.of("internal", "x", "broken")));
    meters.failed(List.of());

    assertThat(
            registry.get("penstock.retries").tag("cause", "database-unavailable").counter().count())
        .isEqualTo(1);
    assertThat(registry.find("penstock.failures").meters())
        .extracting(Meter::getId)
        .extracting(id -> id.getTag("cause"))
        .containsExactlyInAnyOrder("internal", "unknown");
  }
}
