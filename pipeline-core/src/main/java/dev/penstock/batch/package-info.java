/**
 * Records that travel together: the identity of a batch, its counts, its Arrow IPC form, and the
 * rejected records that leave it.
 */
@NullMarked
package dev.penstock.batch;

import org.jspecify.annotations.NullMarked;
