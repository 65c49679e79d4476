package dev.penstock.connector;

import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * A warehouse: batches go into staging, staged data are audited, and one transaction makes all of a
 * run visible. Thread-safe. Every method may be called again with the same arguments after a crash
 * or a lost answer, and then does nothing twice.
 *
 * <p>Each method throws {@link dev.penstock.error.TransientException} for what may pass (connection
 * lost, deadlock, lock time-out) and {@link dev.penstock.error.PermanentException} for what will
 * not; the staging and the visible tables are then as if the call had not been made.
 *
 * <p><b>Fence.</b> The destination remembers the highest epoch that it was told for a run and
 * whether the run was closed. A call with a lower epoch, or for a closed run, throws {@link Fenced}
 * and changes nothing.
 */
public interface Destination extends AutoCloseable {
  /** Code of the problem of a run that was published and so is not audited again. */
  String PUBLISHED = "already-published";

  /**
   * Stages one batch and moves the ledger in the same transaction. Batches of a split come in
   * order; one that the ledger has already counted is skipped and answered as before.
   *
   * <p>The first batch of a split (sequence 0) with a higher epoch than the ledger has for the
   * split removes, in the same transaction, what is staged of the split, and begins its ledger
   * anew. A split that ended in a lower epoch and does not come again stays as it is. Rows that
   * readers see at once are not removed; they are merged again by their key.
   */
  LoadResult load(LoadBatch batch);

  /**
   * Counts what is staged against the ledger, finishes what is to be finished (see {@link
   * dev.penstock.definition.Finish}), adds primary keys, builds the models beside the staged tables
   * and runs the checks. Models and checks see each table as the publish will leave it: where rows
   * are added, the old ones and the staged ones. A key that the table already has is a failed
   * check. Changes nothing that a reader can see. A run that was published is refused with the code
   * {@link #PUBLISHED}; its publish can be asked for again, which answers from its note.
   */
  AuditResult audit(RunWork work, Cancellation cancellation);

  /**
   * Makes everything that was audited visible, in one transaction, each output as {@link
   * RunWork#loadMode} says: a table is replaced, or the rows are added to it by the names of the
   * columns. Answers from its note if it already did.
   */
  PublishResult publish(RunWork work);

  /**
   * Does all that {@link #publish} would do, without a reader seeing anything of it, and takes it
   * back: what it answers is what a publish at this moment would answer. The run stays open.
   */
  PublishResult rehearse(RunWork work);

  /**
   * Removes what processes that died left behind and no open run needs. Called when a process
   * starts; other processes may be at work.
   */
  void sweep();

  /**
   * Closes the run for everything below or at {@code epoch} and drops its staging; waits for
   * transactions that still write there. What was published stays.
   */
  void clean(String run, int epoch);

  /**
   * Finds a row that readers see, and where it came from. Changes nothing; every wait has an end.
   *
   * @param key columns and their values as text, which together name one row
   * @return empty where there is no such row
   * @throws dev.penstock.error.PermanentException where rows of the table do not note where they
   *     came from, where more than one row has the key, and with the code {@code row-key} where the
   *     key does not fit the table
   */
  default Optional<RowOrigin> origin(TableName table, Map<String, String> key) {
    throw new PermanentException(
        new Problem(
            "lineage-unsupported",
            "table " + table,
            "Rows at this kind of destination do not note where they came from.",
            "Look rows up in a PostgreSQL database."));
  }

  @Override
  void close();
}
