package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.store.Transactions;
import dev.penstock.batch.SplitId;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.RejectMessage;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Takes rejects in, and looks after runs that wait for theirs. Thread-safe. A reject may come
 * twice, and after the end of its run: it is counted once, whatever the state of the run.
 */
public final class RejectProcessor {
  /** A wait that is longer is shown. */
  private static final Duration SHOWN_AFTER = Duration.ofSeconds(5);

  private static final int AT_ONCE = 100;

  /** Each must be there when the replay ends, so that none counts as replayed that was not. */
  private static final int KEPT_OF_A_REPLAY = 100_000;

  private final RunStore runs;
  private final ProgressStore progress;
  private final RejectStore rejects;
  private final Staging staging;
  private final Transactions transactions;
  private final Clock clock;
  private final int keep;
  private final Duration patience;

  /**
   * @param keep the most rejects that are kept of a run
   * @param patience how long a run waits without a sign of its missing rejects
   */
  public RejectProcessor(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Staging staging,
      Transactions transactions,
      Clock clock,
      int keep,
      Duration patience) {
    this.runs = runs;
    this.progress = progress;
    this.rejects = rejects;
    this.transactions = transactions;
    this.clock = clock;
    this.keep = keep;
    this.patience = patience;
    this.staging = staging;
  }

  /** Takes rejects in the order of their topic, in the caller's transaction. */
  public void process(List<RejectMessage> messages) {
    // Sorted, so that whoever locks runs does it in the same order.
    Map<String, List<RejectMessage>> byRun = new TreeMap<>();
    for (RejectMessage message : messages) {
      byRun.computeIfAbsent(message.split().run(), run -> new ArrayList<>()).add(message);
    }
    byRun.forEach((id, ofRun) -> runs.lock(id).ifPresent(run -> process(run, ofRun)));
  }

  /**
   * Shows runs that wait, and fails those whose rejects cannot come any more. Called often; crashes
   * between lose nothing.
   *
   * @param caughtUp whether every reject that is in the topic by now was counted
   */
  public void watch(BooleanSupplier caughtUp) {
    Instant now = clock.instant();
    List<String> overdue =
        transactions.read(() -> rejects.awaiting(now.minus(SHOWN_AFTER), AT_ONCE));
    if (overdue.isEmpty()) {
      return;
    }
    Instant giveUpBefore = caughtUp.getAsBoolean() ? now.minus(patience) : Instant.MIN;
    for (String id : overdue) {
      transactions.change(() -> runs.lock(id).ifPresent(run -> watch(run, giveUpBefore)));
    }
  }

  private void process(Run run, List<RejectMessage> messages) {
    int kept = run.mode() == RunMode.REPLAY ? Math.max(keep, KEPT_OF_A_REPLAY) : keep;
    int fresh = rejects.add(run.id(), valid(run, messages), kept);
    if (fresh > 0 && run.state() == RunState.RUNNING) {
      staging.rejected(run);
    }
  }

  /** Without those of splits that were read again since. */
  private List<RejectMessage> valid(Run run, List<RejectMessage> messages) {
    if (run.attempt() == 1) {
      return messages;
    }
    Map<SplitId, Integer> since = new HashMap<>();
    return messages.stream()
        .filter(
            message ->
                message.epoch() >= since.computeIfAbsent(message.split(), progress::sinceEpoch))
        .toList();
  }

  private void watch(Run run, Instant giveUpBefore) {
    if (run.state() == RunState.RUNNING) {
      staging.overdue(run, giveUpBefore);
    } else {
      rejects.awaitNoMore(run.id());
    }
  }
}
