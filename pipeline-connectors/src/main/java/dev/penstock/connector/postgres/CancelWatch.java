package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Stops the statement that runs on a connection when nobody wants the work any more; looks four
 * times a second. Closed before the connection goes back to its pool.
 */
final class CancelWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;

  private final Cancellation cancellation;
  private final PGConnection connection;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  CancelWatch(Cancellation cancellation, PGConnection connection) {
    this.cancellation = cancellation;
    this.connection = connection;
    this.thread = Thread.ofVirtual().name("cancel-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!ended.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancellation.cancelled()) {
          connection.cancelQuery();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // The connection is gone, and its statement with it.
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
