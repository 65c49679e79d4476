package dev.penstock.connector.fileset;

import dev.penstock.connector.Fenced;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.fileset.StagedBatches.Position;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stages batches. Thread-safe. */
final class Loading {
  private static final int MAX_REMEMBERED = 10_000;

  private final Runs runs;
  private final StagedBatches staged;
  private final ColumnGate gate;
  private final Clock clock;

  /**
   * The last batch of each split as this process knows it; what is wrong is found and read anew.
   */
  private final Map<String, Position> positions = new ConcurrentHashMap<>();

  private final Object[] turns = new Object[64];

  Loading(Runs runs, StagedBatches staged, ColumnGate gate, Clock clock) {
    this.runs = runs;
    this.staged = staged;
    this.gate = gate;
    this.clock = clock;
    for (int i = 0; i < turns.length; i++) {
      turns[i] = new Object();
    }
  }

  void forget(String run) {
    positions.keySet().removeIf(key -> key.startsWith(run + "/"));
    gate.forget(run);
  }

  LoadResult load(LoadBatch batch) {
    String key = batch.split().key() + "/" + batch.output();
    synchronized (turns[Math.floorMod(key.hashCode(), turns.length)]) {
      RunNote note = runs.pass(batch.split().run(), batch.epoch());
      Position position = positions.get(key);
      if (position == null
          || position.epoch() != batch.epoch()
          || position.done()
          || batch.sequence() != position.sequence() + 1) {
        position = staged.last(batch.split(), batch.output());
      }
      if (!position.has(batch)) {
        boolean first = batch.sequence() == 0 && batch.epoch() > position.epoch();
        Position from = first ? Position.start(batch.split().split(), batch.epoch()) : position;
        position = stage(batch, from, note);
      }
      if (positions.size() >= MAX_REMEMBERED) {
        positions.clear();
      }
      positions.put(key, position);
      return new LoadResult(
          position.sequence(), position.rows(), position.rows(), 0, position.done(), List.of());
    }
  }

  private Position stage(LoadBatch batch, Position position, RunNote note) {
    String run = batch.split().run();
    if (note.published() != null) {
      throw new PermanentException(
          Problem.of(
              "already-published",
              where(batch),
              "Run " + run + " was published; it takes no more batches."));
    }
    if (batch.epoch() != position.epoch()
        || batch.sequence() != position.sequence() + 1
        || position.done()) {
      throw gap(batch, position);
    }
    gate.pass(batch);
    Position next =
        staged.stage(
            batch, position.next(batch.rows().getRowCount(), batch.end()), clock.instant());
    // Whoever closed the run meanwhile did not see this batch: it is swept with the next start.
    Optional<RunNote> now = runs.find(run);
    if (now.isEmpty() || now.get().closed() || now.get().epoch() > batch.epoch()) {
      throw new Fenced(run, batch.epoch());
    }
    return next;
  }

  static String where(LoadBatch batch) {
    return Item.Loaded.where(batch.split().stream(), batch.target());
  }

  private static PermanentException gap(LoadBatch batch, Position position) {
    return new PermanentException(
        new Problem(
            "sequence-gap",
            where(batch),
            "Batch "
                + batch.sequence()
                + " of split "
                + batch.split()
                + " came, but "
                + (position.done()
                    ? "the split had ended with batch " + position.sequence()
                    : "batch " + (position.sequence() + 1) + " is next")
                + "; batches were lost or came out of order.",
            "Start the run again and report this."));
  }
}
