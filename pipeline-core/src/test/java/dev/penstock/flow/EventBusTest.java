package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.flow.PipelineEvent.RunCreated;
import dev.penstock.flow.PipelineEvent.RunUpdated;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final List<PipelineEvent> events = new ArrayList<>();
  private final LocalEventBus bus = new LocalEventBus();
  private final ManualTicker ticker = new ManualTicker();
  private final PipelineContext context =
      PipelineContext.builder()
          .id("run-7")
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .ticker(ticker)
          .build();

  private Pipeline<String, String> two(boolean secondFails) {
    return Pipeline.<String>named("two")
        .then(
            "one",
            Stages.apply(
                text -> {
                  ticker.pause(Duration.ofSeconds(3));
                  return text;
                }))
        .then(
            "two",
            Stages.apply(
                text -> {
                  ticker.pause(Duration.ofSeconds(4));
                  if (secondFails) {
                    throw new IllegalStateException("no");
                  }
                  return text;
                }));
  }

  private static RunUpdated updated(RunStatus status, int seconds, String... completed) {
    return new RunUpdated(
        "run-7", "two", NOW, status, Duration.ofSeconds(seconds), List.of(completed));
  }

  @Test
  void aRunIsCreatedOnceThenUpdatedPerStageAndAtItsEnd() {
    bus.subscribe(events::add);

    two(false).events(bus).run("x", context);

    assertThat(events)
        .containsExactly(
            new RunCreated("run-7", "two", NOW, 2),
            updated(RunStatus.RUNNING, 3, "one"),
            updated(RunStatus.RUNNING, 7, "one", "two"),
            updated(RunStatus.SUCCEEDED, 7, "one", "two"));
  }

  @Test
  void aFailedRunTellsWhatItCompleted() {
    bus.subscribe(events::add);

    PipelineResult<String> result = two(true).events(bus).run("x", context);

    assertThat(events).last().isEqualTo(updated(RunStatus.FAILED, 7, "one"));
    assertThat(result.duration()).isEqualTo(Duration.ofSeconds(7));
    assertThat(result.stages())
        .extracting(StageReport::duration)
        .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(4));
  }

  @Test
  void aSubscriberThatFailsHarmsNeitherTheRunNorTheOthers() {
    bus.subscribe(
        event -> {
          throw new IllegalStateException("not listening");
        });
    bus.subscribe(events::add);

    PipelineResult<String> result = two(false).events(bus).run("x", context);

    assertThat(result.success()).isTrue();
    assertThat(events).hasSize(4);
    assertThat(result.errorCount()).isEqualTo(4);
    assertThat(result.errors().getFirst().message()).isEqualTo("event bus: not listening");
  }

  @Test
  void aBusThatHangsIsGivenUp() {
    PipelineResult<String> result =
        Pipeline.<String>named("one")
            .hookTimeout(Duration.ofMillis(50))
            .events(event -> new CountDownLatch(1).await())
            .run("x");

    assertThat(result.success()).isTrue();
    assertThat(result.errors()).hasSize(2);
  }

  @Test
  void aClosedSubscriptionHearsNothing() {
    bus.subscribe(events::add).close();

    two(false).events(bus).run("x", context);

    assertThat(events).isEmpty();
  }

  @Test
  void aPipelineThatIsAStageTellsNothing() {
    bus.subscribe(events::add);

    Pipeline.<String>named("outer").then(two(false).events(bus)).run("x", context);

    assertThat(events).isEmpty();
  }
}
