package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Cancelled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PipelineContextTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aTestPreparesAllOfIt() {
    PipelineContext context =
        PipelineContext.builder()
            .id("run-1")
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .metadata("tenant", "acme")
            .stage("parse")
            .failFast(false)
            .build();

    assertThat(context.id()).isEqualTo("run-1");
    assertThat(context.started()).isEqualTo(NOW);
    assertThat(context.metadata("tenant", String.class)).contains("acme");
    assertThat(context.metadata("tenant", Integer.class)).isEmpty();
    assertThat(context.metadata("other", String.class)).isEmpty();
    assertThat(context.stage()).isEqualTo("parse");
    assertThat(context.failFast()).isFalse();
  }

  @Test
  void itKeepsTheFirstErrorsAndCountsAll() {
    PipelineContext context = PipelineContext.builder().errorLimit(3).build();

    for (int i = 0; i < 10; i++) {
      context.at("s").error(new IllegalStateException("error " + i));
    }

    assertThat(context.errors())
        .extracting(FlowError::message)
        .containsExactly("s: error 0", "s: error 1", "s: error 2");
    assertThat(context.errorCount()).isEqualTo(10);
  }

  @Test
  void progressIsSeenWhileAStageIsAtWorkAndReplacedByItsResult() {
    PipelineContext context = PipelineContext.create();
    PipelineContext stage = context.at("parse");

    stage.advance(5, 2);
    assertThat(context.progress()).containsEntry("parse", new StageProgress(5, 2));

    stage.finish(StageResult.of("x").counting(6, 3));
    assertThat(context.progress()).containsEntry("parse", new StageProgress(6, 3));
    assertThat(context.at("parse").position()).isEqualTo(9);
  }

  @Test
  void cancellingEndsAPause() {
    ManualTicker ticker = new ManualTicker();
    AtomicInteger asked = new AtomicInteger();
    PipelineContext context =
        PipelineContext.builder()
            .ticker(ticker)
            .cancellation(() -> asked.incrementAndGet() > 4)
            .build();

    assertThatThrownBy(() -> context.pause(Duration.ofHours(1))).isInstanceOf(Cancelled.class);
    assertThat(ticker.paused()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void anErrorsTextNeverHoldsTheRecord() {
    FlowError error = new FlowError("parse", 3, "secret@example.org", new Exception("bad"));

    assertThat(error.toString()).isEqualTo("FlowError[parse: record 3: bad]");
  }
}
