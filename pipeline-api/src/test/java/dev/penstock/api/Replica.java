package dev.penstock.api;

import dev.penstock.api.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Parts of a replica that the test holds in its hands: its clock, and its death. */
final class Replica {
  private Replica() {}

  /** The process died. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("the process dies", null, false, false);
    }
  }

  /** Transactions before or behind which the process may die. */
  record Mortal(Transactions transactions, BooleanSupplier dies) implements Transactions {
    @Override
    public <T> T read(Supplier<T> work) {
      return between(() -> transactions.read(work));
    }

    @Override
    public <T> T write(Supplier<T> work) {
      return between(() -> transactions.write(work));
    }

    @Override
    public void afterCommit(Runnable work) {
      transactions.afterCommit(work);
    }

    private <T> T between(Supplier<T> work) {
      die();
      T result = work.get();
      die();
      return result;
    }

    private void die() {
      if (dies.getAsBoolean()) {
        throw new Death();
      }
    }
  }

  /** A clock that goes only where the test says so. */
  static final class Time extends Clock {
    private final AtomicReference<Instant> now;

    Time(Instant now) {
      this.now = new AtomicReference<>(now);
    }

    void forward(Duration by) {
      now.updateAndGet(before -> before.plus(by));
    }

    void to(Instant at) {
      now.set(at);
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
