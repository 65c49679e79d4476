package dev.penstock.api.persistence;

import dev.penstock.api.services.DatabaseProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection and tries it, on a thread of its own: a database that hangs may hold that
 * thread, but nobody who asks. One try at a time, whose answer stands for a second.
 */
@ApplicationScoped
class JdbcDatabaseProbe implements DatabaseProbe {
  private static final Duration PATIENCE = Duration.ofMillis(2_500);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int VALID_SECONDS = 2;

  private final DataSource pool;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<Boolean> trying;
  private long startedNanos;

  JdbcDatabaseProbe(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public boolean answers() {
    try {
      return current().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The try that is under way or fresh, or a new one. */
  private CompletableFuture<Boolean> current() {
    lock.lock();
    try {
      CompletableFuture<Boolean> known = trying;
      boolean over = System.nanoTime() - startedNanos > FRESH.toNanos();
      if (known == null || (known.isDone() && over)) {
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        Thread thread =
            Thread.ofVirtual().name("database-probe").start(() -> fresh.complete(works()));
        assert thread.isVirtual();
        startedNanos = System.nanoTime();
        trying = fresh;
        known = fresh;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private boolean works() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(VALID_SECONDS);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }
}
