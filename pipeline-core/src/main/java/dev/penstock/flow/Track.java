package dev.penstock.flow;

import java.util.concurrent.atomic.LongAdder;

/**
 * The progress of one stage: what its finished inputs came to, and what the input at work has come
 * to so far. A new attempt at the same input begins from nothing again.
 */
final class Track {
  private long processed;
  private long failed;
  private final LongAdder processedNow = new LongAdder();
  private final LongAdder failedNow = new LongAdder();

  void advance(long done, long broken) {
    processedNow.add(done);
    failedNow.add(broken);
  }

  void restart() {
    processedNow.reset();
    failedNow.reset();
  }

  synchronized void finish(StageResult<?> result) {
    restart();
    processed += result.processed();
    failed += result.failed();
  }

  /** Records of the inputs that are finished. */
  synchronized long taken() {
    return processed + failed;
  }

  synchronized StageProgress progress() {
    return new StageProgress(processed + processedNow.sum(), failed + failedNow.sum());
  }
}
