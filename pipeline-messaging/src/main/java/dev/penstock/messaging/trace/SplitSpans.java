package dev.penstock.messaging.trace;

import dev.penstock.batch.SplitId;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One span for each split that passes here batch by batch: from its first batch to its end, or to
 * the end of its run, with its counts. What is counted between {@link #enter} and {@link #settled}
 * is forgotten where it comes again. Thread-safe; bounded, the splits without news for longest end
 * first.
 */
public final class SplitSpans implements AutoCloseable {
  private static final int MAX_OPEN = 2_000;

  private final String name;
  private final Map<Key, Open> open = new LinkedHashMap<>(16, 0.75f, true);
  private final List<Open> touched = new ArrayList<>();

  /**
   * @param name of all its spans
   */
  public SplitSpans(String name) {
    this.name = name;
  }

  /**
   * Works on a batch, on this thread, until what is answered is closed.
   *
   * @param output of which the batch is; empty for all
   * @param parent what the batch says; {@code null} where it brings no trace
   */
  public synchronized Batch enter(
      SplitId split, int epoch, String output, String pipeline, @Nullable String parent) {
    if (parent == null) {
      return Batch.NONE;
    }
    Key key = new Key(split, epoch, output);
    Open found = open.get(key);
    if (found == null) {
      found = new Open(key, Traced.open(name, parent), parent);
      found.span.of(split, epoch).with("penstock.pipeline", pipeline);
      if (!output.isEmpty()) {
        found.span.with("penstock.output", output);
      }
      before(key, found.span);
      open.put(key, found);
      shrink();
    } else if (!found.parent.equals(parent)) {
      // Another process has taken over what is before it.
      found.parent = parent;
      found.span.link(parent);
    }
    touched.add(found);
    return new Batch(this, found, found.span.enter());
  }

  /** What was worked on since the last time is done for good. */
  public synchronized void settled() {
    for (Open one : touched) {
      one.pending.forEach((key, count) -> one.counts.merge(key, count, Long::sum));
      one.pending.clear();
      if (one.ended && open.remove(one.key, one)) {
        one.close();
      }
    }
    touched.clear();
  }

  /** What was worked on since the last time comes again. */
  public synchronized void lost() {
    for (Open one : touched) {
      one.pending.clear();
      one.ended = false;
    }
    touched.clear();
  }

  /** Nothing more comes of a run. */
  public void forget(String run) {
    closeAll(key -> key.split.run().equals(run));
  }

  @Override
  public void close() {
    closeAll(key -> true);
  }

  private synchronized void closeAll(Predicate<Key> which) {
    for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
      Open one = all.next();
      if (which.test(one.key)) {
        all.remove();
        one.close();
      }
    }
  }

  /** Where the run is tried again, the earlier try of the split is over. */
  private void before(Key key, Traced span) {
    for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
      Open one = all.next();
      if (one.key.split.equals(key.split)
          && one.key.output.equals(key.output)
          && one.key.epoch < key.epoch) {
        span.link(one.span.traceparent());
        all.remove();
        one.close();
      }
    }
  }

  private void shrink() {
    Iterator<Open> eldest = open.values().iterator();
    while (open.size() > MAX_OPEN && eldest.hasNext()) {
      Open one = eldest.next();
      eldest.remove();
      one.close();
    }
  }

  private synchronized void count(Open one, String what, long number) {
    one.pending.merge(what, number, Long::sum);
  }

  private synchronized void end(Open one) {
    one.ended = true;
  }

  private record Key(SplitId split, int epoch, String output) {}

  private static final class Open {
    private final Key key;
    private final Traced span;
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Long> pending = new HashMap<>();
    private String parent;
    private boolean ended;

    private Open(Key key, Traced span, String parent) {
      this.key = key;
      this.span = span;
      this.parent = parent;
    }

    private void close() {
      counts.forEach(span::with);
      span.close();
    }
  }

  /** Work on one batch. */
  public static final class Batch implements AutoCloseable {
    private static final Batch NONE = new Batch(null, null, () -> {});

    private final @Nullable SplitSpans spans;
    private final @Nullable Open one;
    private final Traced.Entered entered;

    private Batch(@Nullable SplitSpans spans, @Nullable Open one, Traced.Entered entered) {
      this.spans = spans;
      this.one = one;
      this.entered = entered;
    }

    /** A try failed and is made again. */
    public void retried(int attempt, Problem problem) {
      if (one != null) {
        one.span.retried(attempt, problem);
      }
    }

    /** Adds to a count of the split. */
    public void count(String what, long number) {
      if (spans != null) {
        spans.count(Objects.requireNonNull(one), what, number);
      }
    }

    /** The batch is the split's end. */
    public void last() {
      if (spans != null) {
        spans.end(Objects.requireNonNull(one));
      }
    }

    @Override
    public void close() {
      entered.close();
    }
  }
}
