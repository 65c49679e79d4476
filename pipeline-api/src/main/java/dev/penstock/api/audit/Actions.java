package dev.penstock.api.audit;

import dev.penstock.api.store.Transactions;
import java.time.Clock;
import java.time.Duration;

/** Who did what, read back. Thread-safe. */
public final class Actions {
  private static final int AT_ONCE = 1_000;

  private final ActionLog log;
  private final Transactions transactions;
  private final Clock clock;
  private final Duration keep;

  /**
   * @param keep how long actions are kept
   */
  public Actions(ActionLog log, Transactions transactions, Clock clock, Duration keep) {
    this.log = log;
    this.transactions = transactions;
    this.clock = clock;
    this.keep = keep;
  }

  public ActionPage list(ActionFilter filter) {
    return transactions.read(() -> log.list(filter));
  }

  /** Forgets what is too old. Called now and then; replicas may do so at the same time. */
  public void forget() {
    int forgotten;
    do {
      forgotten = transactions.write(() -> log.forget(clock.instant().minus(keep), AT_ONCE));
    } while (forgotten == AT_ONCE);
  }
}
