package dev.penstock.service.metrics;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a stage does: additions per batch, never per record. What is done twice after a crash
 * is counted twice; the books of a run are exact, these counters are not them. Thread-safe.
 */
public final class StageMeters {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Meters meters;
  private final String stage;
  private final Map<String, OfPipeline> byPipeline = new ConcurrentHashMap<>();

  StageMeters(Meters meters, Stage stage) {
    this.meters = meters;
    this.stage = Meters.word(stage);
  }

  /** Work was held back until the next stage has room. */
  public void waited(long nanos) {
    meters
        .counter(
            "penstock.window.wait",
            "seconds",
            "Time for which reading was held back because loading was behind, of all splits.",
            new String[] {"stage", stage})
        .increment(nanos / 1e9);
  }

  /** What a stage did to a batch. */
  public record Done(String pipeline, long records, long rejects, long bytes, long nanos) {}

  /** A batch is done and safe. */
  public void done(Done batch) {
    OfPipeline counters =
        byPipeline.computeIfAbsent(meters.pipeline(batch.pipeline()), OfPipeline::new);
    counters.records.increment((double) batch.records());
    counters.rejects.increment((double) batch.rejects());
    counters.bytes.increment((double) batch.bytes());
    counters.batches.record(batch.nanos(), TimeUnit.NANOSECONDS);
  }

  /** Something passing went wrong and is tried again. */
  public void retried(Problem why) {
    meters
        .counter(
            "penstock.retries",
            "Tries that failed for a reason that may pass, and were repeated, by the problem's"
                + " code.",
            "stage",
            stage,
            "cause",
            meters.cause(why.code()))
        .increment();
  }

  /** A run's work is given up at this stage. */
  public void failed(List<Problem> why) {
    meters
        .counter(
            "penstock.failures",
            "Times that a service gave the work of a run up, by the first problem's code.",
            "stage",
            stage,
            "cause",
            meters.cause(why.isEmpty() ? "unknown" : why.getFirst().code()))
        .increment();
  }

  private final class OfPipeline {
    private final Counter records;
    private final Counter rejects;
    private final Counter bytes;
    private final Timer batches;

    OfPipeline(String pipeline) {
      String[] labels = {"stage", stage, "pipeline", pipeline};
      records =
          meters.counter(
              "penstock.records", "Records that a stage took in, its rejects included.", labels);
      rejects = meters.counter("penstock.rejects", "Records that a stage rejected.", labels);
      bytes =
          meters.counter(
              "penstock.processed",
              "bytes",
              "Bytes that a stage took in: of the source when reading, of Arrow batches behind it.",
              labels);
      // One histogram of all pipelines: with a label for each there would be too many series.
      batches =
          meters.timer(
              "penstock.batch.duration",
              "How long a batch took in a stage, its transaction included where it has its own.",
              BUCKETS,
              "stage",
              stage);
    }
  }
}
