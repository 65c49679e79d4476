package dev.penstock.api.persistence;

import dev.penstock.api.store.Transactions;
import dev.penstock.api.store.Wakeup;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions of Quarkus' transaction manager, in which Hibernate and plain SQL take part. */
@ApplicationScoped
class JtaTransactions implements Transactions {
  private static final int TIMEOUT_SECONDS = 60;

  /** Connection, resources, shutdown, deadlock, serialization, lock time-out. */
  private static final Set<String> PASSING = Set.of("08", "53", "57", "40", "55");

  private final Wakeup outbox;
  private final TransactionSynchronizationRegistry current;

  JtaTransactions(Wakeup outbox, TransactionSynchronizationRegistry current) {
    this.outbox = outbox;
    this.current = current;
  }

  @Override
  public <T> T read(Supplier<T> work) {
    return call(work);
  }

  @Override
  public <T> T write(Supplier<T> work) {
    T result = call(work);
    outbox.wake();
    return result;
  }

  @Override
  public void afterCommit(Runnable work) {
    if (current.getTransactionKey() == null) {
      work.run();
      return;
    }
    AfterCommit all = (AfterCommit) current.getResource(AfterCommit.class);
    if (all == null) {
      all = new AfterCommit();
      current.putResource(AfterCommit.class, all);
      current.registerInterposedSynchronization(all);
    }
    all.works.add(work);
  }

  /** One for all of a transaction's: several would be called in the reverse order. */
  private static final class AfterCommit implements Synchronization {
    private final List<Runnable> works = new ArrayList<>();

    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        works.forEach(Runnable::run);
      }
    }
  }

  private static <T> T call(Supplier<T> work) {
    try {
      return QuarkusTransaction.requiringNew().timeout(TIMEOUT_SECONDS).call(work::get);
    } catch (RuntimeException e) {
      throw told(e);
    }
  }

  /** The error as a caller is to see it. */
  static RuntimeException told(RuntimeException e) {
    return passing(e)
        ? new TransientException(
            new Problem(
                "database-unavailable",
                "database",
                "The database of the API does not answer at the moment.",
                "Try again; if it goes on, look whether PostgreSQL is up."),
            e)
        : e;
  }

  private static boolean passing(Throwable error) {
    for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || cause instanceof SQLNonTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        if (state == null || (state.length() == 5 && PASSING.contains(state.substring(0, 2)))) {
          return true;
        }
      }
    }
    return false;
  }
}
