package dev.penstock.messaging.trace;

import dev.penstock.batch.SplitId;
import dev.penstock.error.Problem;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span: a piece of work of a run, from its making until it is closed. Says which run, stream and
 * split it is about, and counts; of an error its code and place; never record contents, never
 * secrets. Thread-safe but for {@link #enter}, which is about the thread that calls it.
 *
 * <p>Services go on with the trace that a message brings and never begin one of their own, so
 * without a trace nothing is made and nothing is sent.
 */
// It holds scopes and closes them with itself.
@SuppressWarnings("MustBeClosedChecker")
public final class Traced implements AutoCloseable {
  private static final String SCOPE = "dev.penstock";
  private static final String RUN = "penstock.run";
  private static final String STREAM = "penstock.stream";
  private static final String SPLIT = "penstock.split";

  private static volatile Tracer tracer = OpenTelemetry.noop().getTracer(SCOPE);

  private final Span span;
  private final @Nullable Scope scope;

  private Traced(Span span, @Nullable Scope scope) {
    this.span = span;
    this.scope = scope;
  }

  /** Whom to tell from now on; until then nobody. Called once, when a process starts. */
  public static void use(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer(SCOPE);
  }

  /** Goes on with a trace on this thread; closed by the same thread, in a {@code try}. */
  public static Traced continued(String name, @Nullable String parent) {
    Traced open = open(name, parent);
    return new Traced(open.span, open.span.makeCurrent());
  }

  /** Goes on with a trace, for work that comes piece by piece: see {@link #enter}. */
  public static Traced open(String name, @Nullable String parent) {
    SpanContext context = TraceContext.read(parent);
    return new Traced(
        context.isValid()
            ? child(name, context).setSpanKind(SpanKind.CONSUMER).startSpan()
            : Span.getInvalid(),
        null);
  }

  /** Begins a piece of work under whatever this thread is at, or else a trace. */
  public static Traced begun(String name) {
    Span span = tracer.spanBuilder(name).startSpan();
    return new Traced(span, span.makeCurrent());
  }

  /** Tells of a piece of work under what this thread is at that is over by now. */
  public static void past(String name, long startMillis, long endMillis, String key, String value) {
    Span parent = Span.current();
    if (parent.isRecording()) {
      tracer
          .spanBuilder(name)
          .setStartTimestamp(startMillis, TimeUnit.MILLISECONDS)
          .startSpan()
          .setAttribute(key, value)
          .end(endMillis, TimeUnit.MILLISECONDS);
    }
  }

  private static SpanBuilder child(String name, SpanContext parent) {
    return tracer.spanBuilder(name).setParent(Context.root().with(Span.wrap(parent)));
  }

  /** Says something of what this thread is at. */
  public static void note(String key, String value) {
    Span.current().setAttribute(key, value);
  }

  /** The same of a number. */
  public static void note(String key, long value) {
    Span.current().setAttribute(key, value);
  }

  /** Says that what this thread is at goes on with work that an earlier span was at. */
  public static void noteLink(@Nullable String traceparent) {
    link(Span.current(), traceparent);
  }

  private static void link(Span span, @Nullable String traceparent) {
    SpanContext other = TraceContext.read(traceparent);
    if (other.isValid()) {
      span.addLink(other);
    }
  }

  /** Says what it is about. */
  public Traced of(String run, int epoch) {
    return with(RUN, run).with("penstock.epoch", epoch);
  }

  /** Says what it is about. */
  public Traced of(SplitId split, int epoch) {
    return of(split.run(), epoch).of(split.stream()).with(SPLIT, split.split());
  }

  /** Says of which stream of a run it is. */
  public Traced of(String stream) {
    return with(STREAM, stream);
  }

  /** Says something of it. */
  public Traced with(String key, String value) {
    span.setAttribute(key, value);
    return this;
  }

  /** The same of a number. */
  public Traced with(String key, long value) {
    span.setAttribute(key, value);
    return this;
  }

  /** Says that it goes on with work that an earlier span was at. */
  public void link(@Nullable String traceparent) {
    link(span, traceparent);
  }

  /** A try failed and is made again. */
  public void retried(int attempt, Problem problem) {
    if (span.isRecording()) {
      span.addEvent(
          "retry",
          Attributes.of(
              AttributeKey.longKey("penstock.attempt"),
              (long) attempt,
              AttributeKey.stringKey("error.type"),
              problem.code()));
    }
  }

  /** What this thread is at failed: see {@link #failed}. */
  public static void noteFailed(List<Problem> problems) {
    failed(Span.current(), problems);
  }

  /** It failed: the code and the place of the first problem, whose text may quote a record. */
  public void failed(List<Problem> problems) {
    failed(span, problems);
  }

  private static void failed(Span span, List<Problem> problems) {
    if (span.isRecording() && !problems.isEmpty()) {
      Problem first = problems.getFirst();
      span.setStatus(StatusCode.ERROR, first.code());
      span.setAttribute("error.type", first.code());
      span.setAttribute("penstock.where", first.where());
    }
  }

  /** How others are to go on with it; {@code null} where there is no trace. */
  public @Nullable String traceparent() {
    return TraceContext.text(span.getSpanContext());
  }

  /** Lets this thread work under it until what is answered is closed. */
  public Entered enter() {
    return span.makeCurrent()::close;
  }

  @Override
  public void close() {
    if (scope != null) {
      scope.close();
    }
    span.end();
  }

  /** A thread that works under a span. */
  @FunctionalInterface
  public interface Entered extends AutoCloseable {
    @Override
    void close();
  }
}
