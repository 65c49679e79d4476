package dev.penstock.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a record-wise stage goes about its records.
 *
 * @param failFast null to do as the pipeline does
 */
record RecordOptions(
    int workers,
    @Nullable Boolean failFast,
    @Nullable CheckedConsumer<FlowError> review,
    Duration timeout,
    @Nullable RateLimiter limiter,
    @Nullable RetryPolicy retry) {
  static final RecordOptions DEFAULT =
      new RecordOptions(1, null, null, Duration.ofMinutes(1), null, null);

  RecordOptions {
    Bounded.positive("concurrency", workers, 10_000);
    Bounded.positive("timeout", timeout);
  }

  RecordOptions withWorkers(int value) {
    return new RecordOptions(value, failFast, review, timeout, limiter, retry);
  }

  RecordOptions withReview(CheckedConsumer<FlowError> value) {
    return new RecordOptions(workers, false, value, timeout, limiter, retry);
  }

  RecordOptions withFailFast() {
    return new RecordOptions(workers, true, null, timeout, limiter, retry);
  }

  RecordOptions withTimeout(Duration value) {
    return new RecordOptions(workers, failFast, review, value, limiter, retry);
  }

  RecordOptions withLimiter(RateLimiter value) {
    return new RecordOptions(workers, failFast, review, timeout, value, retry);
  }

  RecordOptions withRetry(RetryPolicy value) {
    return new RecordOptions(workers, failFast, review, timeout, limiter, value);
  }
}
