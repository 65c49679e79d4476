package dev.penstock.api.hooks;

import dev.penstock.api.runs.GateKeeper;
import dev.penstock.api.store.Transactions;
import java.time.Clock;
import java.time.Instant;

/**
 * Lets runs go on whose receivers have agreed, and fails those that waited too long. Thread-safe.
 */
public final class Gates {
  private static final int AT_ONCE = 100;

  private final HookStore store;
  private final GateKeeper keeper;
  private final Transactions transactions;
  private final Clock clock;

  public Gates(HookStore store, GateKeeper keeper, Transactions transactions, Clock clock) {
    this.store = store;
    this.keeper = keeper;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Called often; crashes between lose nothing. */
  public void beat() {
    Instant now = clock.instant();
    for (String run : transactions.read(() -> store.decided(now, AT_ONCE))) {
      transactions.change(
          () -> {
            keeper.reconsider(run);
            store.settle(run, now);
          });
    }
  }
}
