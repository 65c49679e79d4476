package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RowOrigin;
import dev.penstock.connector.RunWork;
import dev.penstock.definition.TableName;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL database as a warehouse. Thread-safe. */
final class PostgresDestination implements Destination {
  private final Bookkeeping bookkeeping;
  private final Loading loading;
  private final Auditing auditing;
  private final Publishing publishing;
  private final Cleaning cleaning;
  private final RowLookup lookup;
  private final Pooled pool;

  /** What is closed with the destination. */
  @FunctionalInterface
  interface Pooled {
    void close();
  }

  PostgresDestination(
      String name, Transactions.Connections connections, Pooled pool, int parallel, Clock clock) {
    String where = "connection " + name;
    Transactions transactions = new Transactions(connections);
    this.bookkeeping = new Bookkeeping(transactions, where);
    this.loading = new Loading(transactions, parallel, clock);
    this.auditing = new Auditing(transactions, where, parallel, Auditing.STATEMENT_MILLIS, clock);
    this.publishing = new Publishing(transactions, where);
    this.cleaning = new Cleaning(transactions, where);
    this.lookup = new RowLookup(transactions);
    this.pool = pool;
  }

  @Override
  public LoadResult load(LoadBatch batch) {
    bookkeeping.ensure();
    return loading.load(batch);
  }

  @Override
  public AuditResult audit(RunWork work, Cancellation cancellation) {
    bookkeeping.ensure();
    return auditing.audit(work, cancellation);
  }

  @Override
  public PublishResult publish(RunWork work) {
    bookkeeping.ensure();
    return publishing.publish(work);
  }

  @Override
  public PublishResult rehearse(RunWork work) {
    bookkeeping.ensure();
    return publishing.rehearse(work);
  }

  @Override
  public void sweep() {
    // A connection that only sources read from gets nothing.
    if (bookkeeping.exists()) {
      cleaning.sweep();
    }
  }

  @Override
  public void clean(String run, int epoch) {
    bookkeeping.ensure();
    loading.forget(run);
    cleaning.clean(run, epoch);
  }

  @Override
  public Optional<RowOrigin> origin(TableName table, Map<String, String> key) {
    return lookup.find(table, key);
  }

  @Override
  public void close() {
    pool.close();
  }
}
