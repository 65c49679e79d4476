package dev.penstock.connector.fileset;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.files.FileTree;
import java.time.Clock;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Files as a warehouse. Thread-safe. */
final class FilesetDestination implements Destination {
  /** Batches that are staged or read at once, and no more. */
  private static final long MEMORY = 512L << 20;

  private final BufferAllocator allocator = new RootAllocator(MEMORY);
  private final Loading loading;
  private final Auditing auditing;
  private final Publishing publishing;
  private final Cleaning cleaning;

  FilesetDestination(FileTree tree, Clock clock) {
    Runs runs = new Runs(tree);
    Manifests manifests = new Manifests(tree);
    StagedBatches staged = new StagedBatches(tree, allocator);
    this.loading = new Loading(runs, staged, new ColumnGate(manifests, allocator), clock);
    this.auditing = new Auditing(tree, runs, manifests, staged, allocator, clock);
    this.publishing = new Publishing(tree, runs, manifests, clock);
    this.cleaning = new Cleaning(tree, runs, manifests, clock);
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
    return publishing.publish(work);
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
    allocator.close();
  }
}
