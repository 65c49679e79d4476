package dev.penstock.flow;

import dev.penstock.connector.Cancellation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all contexts of one run share. Thread-safe. */
final class RunState {
  final String id;
  final Clock clock;
  final Instant started;
  final Ticker ticker;
  final Cancellation cancellation;
  final Map<String, Object> metadata;
  private final int errorLimit;
  private final List<FlowError> errors = new ArrayList<>();
  private long errorCount;
  private @Nullable Throwable lastCause;
  private final Map<String, Track> tracks = new ConcurrentHashMap<>();

  RunState(ContextBuilder with) {
    id = with.id;
    clock = with.clock;
    started = with.clock.instant();
    ticker = with.ticker;
    cancellation = with.cancellation;
    metadata = new ConcurrentHashMap<>(with.metadata);
    errorLimit = with.errorLimit;
  }

  synchronized void add(FlowError error) {
    errorCount++;
    lastCause = error.cause();
    if (errors.size() < errorLimit) {
      errors.add(error);
    }
  }

  synchronized void addOnce(FlowError error) {
    if (error.cause() != lastCause) {
      add(error);
    }
  }

  synchronized List<FlowError> errors() {
    return List.copyOf(errors);
  }

  synchronized long errorCount() {
    return errorCount;
  }

  Track track(String stage) {
    return tracks.computeIfAbsent(stage, key -> new Track());
  }

  Map<String, StageProgress> progress() {
    Map<String, StageProgress> all = new TreeMap<>();
    tracks.forEach((stage, track) -> all.put(stage, track.progress()));
    return all;
  }
}
