package dev.penstock.connector.duckdb;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Named locks of this process, which is the only one that writes the file. A lock is held around a
 * transaction, its commit included. Thread-safe.
 */
final class Locks {
  /** Whoever changes tables that readers see holds this one too, after its run's. */
  static final String PUBLISH = "";

  private final Map<String, Held> locks = new ConcurrentHashMap<>();
  private final Duration patience;

  private static final class Held {
    final ReentrantLock lock = new ReentrantLock();
    int users;
  }

  /**
   * Free locks.
   *
   * @param patience how long a lock is waited for
   */
  Locks(Duration patience) {
    this.patience = patience;
  }

  /**
   * Does the work while nobody else has the lock.
   *
   * @throws TransientException where it is not free in time
   */
  <T> T with(String name, String where, Supplier<T> work) {
    Held held =
        locks.compute(
            name,
            (_, known) -> {
              Held one = known == null ? new Held() : known;
              one.users++;
              return one;
            });
    try {
      if (!held.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy(where, null);
      }
      try {
        return work.get();
      } finally {
        held.lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(where, e);
    } finally {
      locks.computeIfPresent(name, (_, one) -> --one.users == 0 ? null : one);
    }
  }

  private static TransientException busy(String where, @Nullable Throwable cause) {
    return new TransientException(
        Problem.of("lock-timeout", where, "Other work of this run or a publish takes long."),
        cause);
  }
}
