package dev.penstock.flow;

import dev.penstock.connector.Cancellation;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Prepares a {@link PipelineContext}: what a caller wants to set, and in a test everything.
 *
 * <pre>{@code
 * PipelineContext context =
 *     PipelineContext.builder().id("run-1").clock(fixed).metadata("tenant", "acme").build();
 * }</pre>
 */
public final class ContextBuilder {
  String id = UUID.randomUUID().toString();
  Clock clock = Clock.systemUTC();
  Ticker ticker = Ticker.SYSTEM;
  Cancellation cancellation = Cancellation.NEVER;
  int errorLimit = 1000;
  final Map<String, Object> metadata = new HashMap<>();
  private String stage = "";
  private boolean failFast = true;

  ContextBuilder() {}

  /** The run's id; a random UUID unless set. */
  public ContextBuilder id(String value) {
    id = value;
    return this;
  }

  /** Tells when the run starts and when events happen; the system's in UTC unless set. */
  public ContextBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /** Measures durations and waits between retries and for rate limits. */
  public ContextBuilder ticker(Ticker value) {
    ticker = value;
    return this;
  }

  /** Asked several times a second whether anybody still wants the run. */
  public ContextBuilder cancellation(Cancellation value) {
    cancellation = value;
    return this;
  }

  public ContextBuilder metadata(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  /** How many errors are kept, with their records; all are counted. 1,000 unless set. */
  public ContextBuilder errorLimit(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("errorLimit must not be negative, but is " + value);
    }
    errorLimit = value;
    return this;
  }

  /** Which stage it is for, where a test calls a stage without a pipeline. */
  public ContextBuilder stage(String value) {
    stage = value;
    return this;
  }

  /** Whether record-wise stages that say nothing else fail with their first bad record: true. */
  public ContextBuilder failFast(boolean value) {
    failFast = value;
    return this;
  }

  /** The run starts now. */
  public PipelineContext build() {
    return new PipelineContext(new RunState(this), stage, failFast);
  }
}
