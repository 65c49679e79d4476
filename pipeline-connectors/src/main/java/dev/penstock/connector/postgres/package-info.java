/**
 * The PostgreSQL destination. Batches go by binary COPY into staging tables; the ledger row of the
 * split moves in the same transaction; one transaction makes a run visible. The bookkeeping lives
 * in the warehouse itself, in schema {@code _penstock}, because only there can it commit together
 * with the rows.
 */
@NullMarked
package dev.penstock.connector.postgres;

import org.jspecify.annotations.NullMarked;
