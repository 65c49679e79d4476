package dev.penstock.messaging.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent} of W3C Trace Context (https://www.w3.org/TR/trace-context/), which
 * says under which span work is done. Written and read as text; whatever is not of its form counts
 * as none. Thread-safe.
 */
public final class TraceContext {
  /** The name of the header, and of the attribute of events. */
  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private TraceContext() {}

  /** The span under which this thread works; {@code null} where there is none. */
  public static @Nullable String current() {
    return text(Span.current().getSpanContext());
  }

  /** Notes on a message under which span it was written, where there is one. */
  public static void note(Headers headers) {
    note(headers, current());
  }

  /** Notes on a message under which span it was written. */
  public static void note(Headers headers, @Nullable String traceparent) {
    if (traceparent != null) {
      headers.add(HEADER, traceparent.getBytes(US_ASCII));
    }
  }

  /** What a message says; {@code null} where it says nothing. */
  public static @Nullable String of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != 55) {
      return null;
    }
    String text = new String(header.value(), US_ASCII);
    return FORM.matcher(text).matches() ? text : null;
  }

  static @Nullable String text(SpanContext context) {
    return context.isValid()
        ? "00-"
            + context.getTraceId()
            + "-"
            + context.getSpanId()
            + "-"
            + context.getTraceFlags().asHex()
        : null;
  }

  static SpanContext read(@Nullable String traceparent) {
    if (traceparent == null || !FORM.matcher(traceparent).matches()) {
      return SpanContext.getInvalid();
    }
    return SpanContext.createFromRemoteParent(
        traceparent.substring(3, 35),
        traceparent.substring(36, 52),
        TraceFlags.fromHex(traceparent, 53),
        TraceState.getDefault());
  }
}
