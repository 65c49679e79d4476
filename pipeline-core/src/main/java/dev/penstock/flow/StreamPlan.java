package dev.penstock.flow;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a stream reads, its stages, and its bounds. */
record StreamPlan<I>(
    Extract<I, ?> extract,
    List<Pipeline.Step> steps,
    int chunkSize,
    int queueLength,
    Duration stallTimeout,
    long limit) {
  static final String EXTRACT = "extract";
  static final String LOAD = "load";

  StreamPlan {
    steps = List.copyOf(steps);
    Bounded.positive("chunkSize", chunkSize, 1_000_000);
    Bounded.positive("queueLength", queueLength, 1000);
    Bounded.positive("stallTimeout", stallTimeout);
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative, but is " + limit);
    }
    Set<String> names = new HashSet<>(List.of(EXTRACT, LOAD));
    for (Pipeline.Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException(
            "a stage of a stream needs a name that no other has, but got '" + step.name() + "'");
      }
    }
  }

  StreamPlan<I> withChunkSize(int records) {
    return new StreamPlan<>(extract, steps, records, queueLength, stallTimeout, limit);
  }

  StreamPlan<I> withQueueLength(int chunks) {
    return new StreamPlan<>(extract, steps, chunkSize, chunks, stallTimeout, limit);
  }

  StreamPlan<I> withStallTimeout(Duration time) {
    return new StreamPlan<>(extract, steps, chunkSize, queueLength, time, limit);
  }

  StreamPlan<I> withLimit(long records) {
    return new StreamPlan<>(extract, steps, chunkSize, queueLength, stallTimeout, records);
  }

  StreamPlan<I> withStep(Pipeline.Step step) {
    List<Pipeline.Step> more = Stream.concat(steps.stream(), Stream.of(step)).toList();
    return new StreamPlan<>(extract, more, chunkSize, queueLength, stallTimeout, limit);
  }
}
