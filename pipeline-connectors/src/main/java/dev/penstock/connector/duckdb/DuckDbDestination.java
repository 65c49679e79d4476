package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import java.time.Clock;
import java.time.Duration;

/** A DuckDB database file as a warehouse. Thread-safe. */
final class DuckDbDestination implements Destination {
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DatabaseFile file;
  private final Transactions transactions;
  private final Loading loading;
  private final Auditing auditing;
  private final Publishing publishing;
  private final Cleaning cleaning;

  DuckDbDestination(FileSettings settings, Clock clock) {
    this(settings, clock, IDLE);
  }

  DuckDbDestination(FileSettings settings, Clock clock, Duration idle) {
    String where = settings.where();
    Locks locks = new Locks(PATIENCE);
    this.file = new DatabaseFile(settings, idle);
    this.transactions = new Transactions(file);
    this.loading = new Loading(transactions, locks, clock);
    this.auditing = new Auditing(transactions, locks, where, clock);
    this.publishing = new Publishing(transactions, locks, where);
    this.cleaning = new Cleaning(transactions, locks, where);
  }

  /** For tests, which read the file through the process that has it open. */
  Transactions transactions() {
    return transactions;
  }

  @Override
  public LoadResult load(LoadBatch batch) {
    return loading.load(batch);
  }

  @Override
  public AuditResult audit(RunWork work, Cancellation cancellation) {
    return auditing.audit(work, cancellation);
  }

  @Override
  public PublishResult publish(RunWork work) {
    PublishResult result = publishing.publish(work);
    loading.forget(work.run());
    return result;
  }

  @Override
  public PublishResult rehearse(RunWork work) {
    return publishing.rehearse(work);
  }

  @Override
  public void sweep() {
    cleaning.sweep();
  }

  @Override
  public void clean(String run, int epoch) {
    loading.forget(run);
    cleaning.clean(run, epoch);
  }

  @Override
  public void close() {
    file.close();
  }
}
