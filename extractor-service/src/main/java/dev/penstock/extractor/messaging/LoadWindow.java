package dev.penstock.extractor.messaging;

import dev.penstock.batch.SplitId;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.messaging.Checkpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds reading back to what is loaded: a split is at most a window of batches ahead, and a run has
 * only so many splits that are read but not loaded. Thread-safe.
 */
final class LoadWindow {
  /** Waiting readers look at least this often whether they are still wanted. */
  private static final long LOOK_MILLIS = 500;

  private final int window;
  private final int openSplits;
  private final Function<String, @Nullable Checkpoint> checkpoints;
  private final Map<String, Set<OpenSplit>> openByRun = new ConcurrentHashMap<>();
  private final Object moved = new Object();

  private record OpenSplit(SplitId split, int epoch, List<String> outputs) {}

  LoadWindow(int window, int openSplits, Function<String, @Nullable Checkpoint> checkpoints) {
    this.window = window;
    this.openSplits = openSplits;
    this.checkpoints = checkpoints;
  }

  /** Splits that are being read, or read and not loaded. */
  int open() {
    int open = 0;
    for (Set<OpenSplit> splits : openByRun.values()) {
      synchronized (splits) {
        open += splits.size();
      }
    }
    return open;
  }

  /** A checkpoint changed: waiting readers look again. */
  void changed() {
    synchronized (moved) {
      moved.notifyAll();
    }
  }

  void forget(String run) {
    openByRun.remove(run);
    changed();
  }

  /** Waits until the run may have one more split open. */
  void enter(SplitId split, int epoch, List<String> outputs, Cancellation cancellation) {
    OpenSplit self = new OpenSplit(split, epoch, outputs);
    await(
        () -> {
          Set<OpenSplit> open = openByRun.computeIfAbsent(split.run(), key -> new HashSet<>());
          synchronized (open) {
            open.removeIf(
                other -> !other.equals(self) && (other.epoch < epoch || loadedToTheEnd(other)));
            return open.contains(self) || open.size() < openSplits && open.add(self);
          }
        },
        cancellation);
  }

  /** Gives back the place of a split that is not read to its end; it enters again. */
  void leave(SplitId split) {
    Set<OpenSplit> open = openByRun.get(split.run());
    if (open != null) {
      synchronized (open) {
        open.removeIf(other -> other.split.equals(split));
      }
    }
    changed();
  }

  /** Waits until the batch with this sequence may be written. */
  void awaitRoom(
      SplitId split, int epoch, List<String> outputs, long sequence, Cancellation cancellation) {
    await(() -> sequence - loaded(split, epoch, outputs) <= window, cancellation);
  }

  private long loaded(SplitId split, int epoch, List<String> outputs) {
    long least = Long.MAX_VALUE;
    for (String output : outputs) {
      Checkpoint loaded = loaded(split, epoch, output);
      least = Math.min(least, loaded == null ? -1 : loaded.sequence());
    }
    return least;
  }

  /** What was loaded in an earlier epoch does not count. */
  private @Nullable Checkpoint loaded(SplitId split, int epoch, String output) {
    Checkpoint loaded = checkpoints.apply(Checkpoint.loadedKey(split, output));
    return loaded == null || loaded.epoch() < epoch ? null : loaded;
  }

  private boolean loadedToTheEnd(OpenSplit open) {
    return open.outputs.stream()
        .map(output -> loaded(open.split, open.epoch, output))
        .allMatch(loaded -> loaded != null && loaded.done());
  }

  private void await(BooleanSupplier condition, Cancellation cancellation) {
    synchronized (moved) {
      cancellation.check();
      while (!condition.getAsBoolean()) {
        try {
          TimeUnit.MILLISECONDS.timedWait(moved, LOOK_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new Cancelled();
        }
        cancellation.check();
      }
    }
  }
}
