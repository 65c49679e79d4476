package dev.penstock.messaging.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.SplitId;
import dev.penstock.error.Problem;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitSpansTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-01";
  private static final SplitId SPLIT = new SplitId("r", "s", "0");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final SplitSpans spans = new SplitSpans("work");

  @BeforeEach
  void use() {
    Traced.use(OpenTelemetrySdk.builder().setTracerProvider(provider).build());
  }

  @AfterEach
  void stop() {
    Traced.use(OpenTelemetry.noop());
    provider.close();
  }

  @Test
  void aSplitIsOneSpanWithTheCountsOfItsSettledBatches() {
    batch(1, PARENT, 10, false);
    spans.settled();
    batch(1, PARENT, 7, false);
    spans.lost();
    batch(1, PARENT, 5, false);
    batch(1, PARENT, 0, true);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    spans.settled();

    SpanData span = only();
    assertThat(span.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(span.getAttributes().get(AttributeKey.longKey("records"))).isEqualTo(15);
    assertThat(span.getAttributes().get(AttributeKey.stringKey("penstock.split"))).isEqualTo("0");
  }

  @Test
  void whatIsWrittenWithinABatchSaysItsSpan() {
    Headers headers = new RecordHeaders();
    try (SplitSpans.Batch batch = spans.enter(SPLIT, 1, "", "p", PARENT)) {
      batch.count("records", 1);
      TraceContext.note(headers);
    }
    spans.close();

    assertThat(TraceContext.of(headers))
        .isEqualTo("00-" + only().getTraceId() + "-" + only().getSpanId() + "-01");
    assertThat(TraceContext.current()).isNull();
  }

  @Test
  void anotherReaderAndAnotherAttemptAreLinked() {
    batch(1, PARENT, 1, false);
    batch(1, OTHER, 1, false);
    batch(2, OTHER, 1, true);
    spans.settled();

    List<SpanData> both = exporter.getFinishedSpanItems();
    assertThat(both).hasSize(2);
    assertThat(both.get(0).getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("00f067aa0ba902b8");
    assertThat(both.get(1).getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(both.get(0).getSpanId());
  }

  @Test
  void withoutATraceNothingIsMade() {
    Headers headers = new RecordHeaders();
    try (SplitSpans.Batch batch = spans.enter(SPLIT, 1, "", "p", null)) {
      batch.count("records", 1);
      batch.last();
      TraceContext.note(headers);
    }
    spans.settled();

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(headers).isEmpty();
  }

  @Test
  void whereTracesAreOffTheTraceOfOthersIsHandedOn() {
    Traced.use(OpenTelemetry.noop());
    try (Traced span = Traced.continued("work", PARENT)) {
      assertThat(TraceContext.current()).isEqualTo(PARENT);
    }
    try (Traced span = Traced.begun("submit")) {
      assertThat(TraceContext.current()).isNull();
    }
  }

  @Test
  void anErrorSaysItsCodeAndNotItsWords() {
    try (Traced span = Traced.continued("work", PARENT)) {
      span.failed(List.of(new Problem("bad-cast", "streams.s", "`Ann, 42` is no number", "")));
    }

    assertThat(only().toString()).contains("bad-cast", "streams.s").doesNotContain("Ann");
  }

  @Test
  void aHeaderOfAnotherFormCountsAsNone() {
    for (String bad :
        List.of("", "00-zz", PARENT + "-x", PARENT.toUpperCase(java.util.Locale.ROOT))) {
      Headers headers = new RecordHeaders();
      TraceContext.note(headers, bad);
      assertThat(TraceContext.of(headers)).as(bad).isNull();
    }
  }

  private void batch(int epoch, String parent, long records, boolean last) {
    try (SplitSpans.Batch batch = spans.enter(SPLIT, epoch, "", "p", parent)) {
      batch.count("records", records);
      if (last) {
        batch.last();
      }
    }
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().getFirst();
  }
}
