package dev.penstock.api.store;

import java.util.function.Supplier;

/**
 * Database transactions. Thread-safe. Reading and writing roll back and rethrow what the work
 * throws; a database that cannot be reached, or a deadlock, is a {@link
 * dev.penstock.error.TransientException}.
 */
public interface Transactions {
  /** Runs reading work in a transaction of its own. */
  <T> T read(Supplier<T> work);

  /** Runs writing work in a transaction of its own, then wakes whoever sends the outbox. */
  <T> T write(Supplier<T> work);

  /**
   * Runs work behind the transaction that the caller is in, on its thread, once it has committed,
   * and never where it has not; at once where there is none. What the work throws is lost.
   */
  default void afterCommit(Runnable work) {
    work.run();
  }

  /** As {@link #write}, for work without a result. */
  default void change(Runnable work) {
    boolean done =
        write(
            () -> {
              work.run();
              return true;
            });
    assert done;
  }
}
