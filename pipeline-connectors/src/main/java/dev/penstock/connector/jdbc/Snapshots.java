package dev.penstock.connector.jdbc;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PenstockException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The snapshots that runs read in. A run has one for each of its connections, which all streams
 * that this process plans share; the connection that exported it stays open until the run is over,
 * the snapshot is too old, or the server ends it. A snapshot whose holder died is not replaced
 * behind the back of splits that were planned in it: they fail. Thread-safe.
 */
final class Snapshots {
  private final Limits limits;
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  private record Key(String run, String connection) {}

  Snapshots(Limits limits) {
    this.limits = limits;
  }

  /** The run's snapshot of the connection, taken now where there is none yet or it died. */
  Snapshot of(String run, Database database) {
    return held.compute(
            new Key(run, database.connection().name()),
            (_, before) -> {
              if (before != null && before.alive()) {
                return before;
              }
              if (before != null) {
                before.end();
              }
              return Held.take(database, limits);
            })
        .snapshot;
  }

  void release(String run) {
    held.forEach(
        (key, snapshot) -> {
          if (key.run().equals(run) && held.remove(key, snapshot)) {
            snapshot.end();
          }
        });
  }

  /** How many connections are kept open. */
  int open() {
    return (int) held.values().stream().filter(Held::alive).count();
  }

  /** A connection whose transaction is the snapshot, and the thread that keeps it alive. */
  private static final class Held {
    private final Session session;
    private final Snapshot snapshot;
    private final Limits limits;
    private final long since = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);

    private Held(Session session, Snapshot snapshot, Limits limits) {
      this.session = session;
      this.snapshot = snapshot;
      this.limits = limits;
    }

    static Held take(Database database, Limits limits) {
      Session session =
          database.open(
              "connections." + database.connection().name(),
              Duration.ofMinutes(1),
              Optional.empty(),
              Cancellation.NEVER);
      try {
        Held held = new Held(session, PostgresDialect.export(session), limits);
        Thread.ofVirtual().name("snapshot-keeper").start(held::keep);
        return held;
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    }

    private void keep() {
      try {
        boolean young = true;
        while (young
            && !ended.await(limits.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
            && alive()) {
          young = System.nanoTime() - since < limits.snapshotAge().toNanos();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end();
      }
    }

    synchronized boolean alive() {
      if (ended.getCount() == 0) {
        return false;
      }
      try {
        session.text("SELECT 1");
        return true;
      } catch (PenstockException e) {
        return false;
      }
    }

    synchronized void end() {
      ended.countDown();
      session.close();
    }
  }
}
