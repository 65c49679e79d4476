package dev.penstock.extractor.messaging;

import dev.penstock.batch.Stage;
import dev.penstock.extractor.extraction.BatchEncoder;
import dev.penstock.messaging.Backoff;
import dev.penstock.messaging.Checkpoint;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.GlobalTable;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.TaskConsumer;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import dev.penstock.service.metrics.Meters;
import dev.penstock.source.Sources;
import org.apache.arrow.memory.BufferAllocator;

/** The extractor's running parts; closing ends them. */
public final class ExtractorWork implements AutoCloseable {
  private static final String GROUP = "penstock-extractor";

  /** Before compression, which leaves about half of it. */
  private static final int MAX_BATCH_BYTES = 3 << 20;

  private final RunsView runs;
  private final GlobalTable<Checkpoint> checkpoints;
  private final Reporter reporter;
  private final TaskConsumer tasks;

  /**
   * Starts to work.
   *
   * @throws RuntimeException where Kafka does not answer
   */
  public ExtractorWork(
      KafkaSettings kafka,
      Sources sources,
      ExtractorConfig config,
      BufferAllocator allocator,
      Meters meters) {
    TopicSetup.ensure(kafka);
    runs = new RunsView(kafka);
    checkpoints =
        new GlobalTable<>(kafka, Topics.CHECKPOINTS, json -> Json.read(json, Checkpoint.class));
    LoadWindow window = new LoadWindow(config.window(), config.openSplits(), checkpoints::get);
    checkpoints.onChange((key, value) -> window.changed());
    runs.onEnd(window::forget);
    meters.gauge(
        "penstock.splits.open",
        "",
        "Splits that this process reads, or has read and are not loaded yet.",
        window::open);
    runs.onStaged(sources::release);
    reporter = new Reporter(kafka);
    ExtractorTasks handler =
        new ExtractorTasks(
            kafka,
            runs,
            checkpoints,
            new Definitions(),
            sources,
            window,
            reporter,
            new BatchEncoder(MAX_BATCH_BYTES),
            allocator,
            meters.stage(Stage.EXTRACT));
    tasks = new TaskConsumer(kafka, GROUP, config.parallelism(), Backoff.DEFAULT, handler);
  }

  @Override
  public void close() {
    tasks.close();
    runs.close();
    checkpoints.close();
    reporter.close();
  }
}
