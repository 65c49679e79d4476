package dev.penstock.service.logs;

import dev.penstock.messaging.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lines on their way. Holds a bounded number, gives up the oldest where there are more, takes a
 * bounded number a second of each run, and counts what it left out. Thread-safe; {@link #offer}
 * never waits for anything but another offer.
 */
final class LogQueue {
  private static final int RUNS = 1_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int capacity;
  private final int linesPerSecond;
  private final Deque<LogLine> lines = new ArrayDeque<>();
  private final Map<String, Window> windows = bounded();
  private final Map<String, Long> dropped = bounded();

  LogQueue(int capacity, int linesPerSecond) {
    this.capacity = capacity;
    this.linesPerSecond = linesPerSecond;
  }

  private static final class Window {
    private long start;
    private int lines;
  }

  synchronized void offer(LogLine line, long nowNanos) {
    String run = name(line);
    Window window = windows.computeIfAbsent(run, key -> new Window());
    if (window.lines == 0 || nowNanos - window.start >= SECOND) {
      window.start = nowNanos;
      window.lines = 0;
    }
    if (++window.lines > linesPerSecond) {
      missing(run, 1);
      return;
    }
    if (lines.size() >= capacity) {
      LogLine oldest = lines.remove();
      missing(name(oldest), 1 + oldest.dropped());
    }
    lines.add(line);
    notifyAll();
  }

  /** Counts lines that were taken and did not arrive. */
  synchronized void lost(LogLine line) {
    missing(name(line), (line.message().isEmpty() ? 0 : 1) + line.dropped());
  }

  /** Takes lines, waiting a while for the first; none where none came. */
  synchronized List<LogLine> take(int most, long millis) throws InterruptedException {
    if (lines.isEmpty()) {
      wait(millis);
    }
    List<LogLine> taken = new ArrayList<>();
    while (!lines.isEmpty() && taken.size() < most) {
      taken.add(lines.remove());
    }
    return taken;
  }

  /** How many lines of each run are missing since the last call. */
  synchronized Map<String, Long> missing() {
    Map<String, Long> all = new LinkedHashMap<>(dropped);
    dropped.clear();
    return all;
  }

  private void missing(String run, long count) {
    if (!run.isEmpty()) {
      dropped.merge(run, count, Long::sum);
    }
  }

  private static String name(LogLine line) {
    String run = line.run();
    return run == null ? "" : run;
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > RUNS;
      }
    };
  }
}
