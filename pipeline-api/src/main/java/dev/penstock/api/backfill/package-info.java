/**
 * A span of time that is read in windows, each by a run of its own. What is to be done stands in
 * rows; a window and its run are bound in the transaction that accepts the run, so that each window
 * has one run at a time whoever dies when.
 */
@NullMarked
package dev.penstock.api.backfill;

import org.jspecify.annotations.NullMarked;
