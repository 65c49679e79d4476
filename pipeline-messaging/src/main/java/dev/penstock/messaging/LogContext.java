package dev.penstock.messaging;

import dev.penstock.batch.SplitId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Says which run the log lines of this thread are about, from its making until it is closed. Used
 * in a {@code try} on one thread.
 */
public final class LogContext implements AutoCloseable {
  public static final String RUN = "run";
  public static final String STREAM = "stream";
  public static final String SPLIT = "split";
  public static final String PIPELINE = "pipeline";

  private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

  private LogContext(String run, String stream, String split) {
    MDC.put(RUN, run);
    put(STREAM, stream);
    put(SPLIT, split);
  }

  private LogContext(String pipeline) {
    MDC.put(PIPELINE, pipeline);
  }

  /** Says of which pipeline a run is that an outer context names. */
  public static LogContext ofPipeline(String pipeline) {
    return new LogContext(pipeline);
  }

  public static LogContext of(String run, String pipeline) {
    LogContext context = new LogContext(run, "", "");
    MDC.put(PIPELINE, pipeline);
    return context;
  }

  public static LogContext of(SplitId split, String pipeline) {
    LogContext context = new LogContext(split.run(), split.stream(), split.split());
    MDC.put(PIPELINE, pipeline);
    return context;
  }

  public static LogContext of(String run) {
    return new LogContext(run, "", "");
  }

  public static LogContext of(SplitId split) {
    return new LogContext(split.run(), split.stream(), split.split());
  }

  public static LogContext of(Task task) {
    return switch (task) {
      case Task.PlanStream plan -> new LogContext(plan.run(), plan.stream(), "");
      case Task.ReadSplit read -> new LogContext(read.run(), read.stream(), read.split().id());
      case Task.Audit audit -> of(audit.run());
      case Task.Publish publish -> of(publish.run());
      case Task.Clean clean -> of(clean.run());
    };
  }

  private static void put(String name, String value) {
    if (value.isEmpty()) {
      MDC.remove(name);
    } else {
      MDC.put(name, value);
    }
  }

  @Override
  public void close() {
    restore(RUN);
    restore(PIPELINE);
    restore(STREAM);
    restore(SPLIT);
  }

  private void restore(String name) {
    put(name, before == null ? "" : before.getOrDefault(name, ""));
  }
}
